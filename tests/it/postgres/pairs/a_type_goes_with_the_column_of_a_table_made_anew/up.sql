ALTER TABLE notes RENAME TO notes_old;

CREATE TABLE notes (
    id integer
);

-- notes cannot be altered to this: its rows go over to a new table.
INSERT INTO notes (id)
SELECT id FROM notes_old;
DROP TABLE notes_old;
DROP TYPE mood;
