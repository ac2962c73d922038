ALTER TABLE parts_a DETACH PARTITION parts_b;
ALTER TABLE parts_b DROP CONSTRAINT parts_b_pkey;
ALTER TABLE parts DROP CONSTRAINT parts_pkey;
ALTER TABLE parts_b ALTER COLUMN id DROP NOT NULL;
ALTER TABLE parts_b ALTER COLUMN kind DROP NOT NULL;
ALTER TABLE parts_a RENAME TO parts_a_old;
ALTER TABLE parts RENAME TO parts_old;

CREATE TABLE parts (
    id integer NOT NULL,
    kind text NOT NULL,
    CONSTRAINT parts_pkey PRIMARY KEY (kind, id)
);

-- parts cannot be altered to this: its rows go over to a new table.
INSERT INTO parts (id, kind)
SELECT id, kind FROM parts_old;
DROP TABLE parts_old;
