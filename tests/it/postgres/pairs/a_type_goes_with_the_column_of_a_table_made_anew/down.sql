ALTER TABLE notes RENAME TO notes_old;
CREATE TYPE mood AS ENUM ('calm');

CREATE TABLE notes (
    id integer,
    mood mood
) PARTITION BY RANGE (id);

-- notes cannot be altered to this: its rows go over to a new table.
INSERT INTO notes (id)
SELECT id FROM notes_old;
DROP TABLE notes_old;
