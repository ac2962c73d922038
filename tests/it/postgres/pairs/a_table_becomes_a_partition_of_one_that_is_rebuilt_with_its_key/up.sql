ALTER TABLE parts DROP CONSTRAINT parts_pkey;
ALTER TABLE parts RENAME TO parts_old;

CREATE TABLE parts (
    id integer NOT NULL,
    kind text NOT NULL
) PARTITION BY LIST (kind);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a') PARTITION BY LIST (id);

-- Stops at a row where parts_b.id is NULL.
ALTER TABLE parts_b ALTER COLUMN id SET NOT NULL;

-- Stops at a row where parts_b.kind is NULL.
ALTER TABLE parts_b ALTER COLUMN kind SET NOT NULL;
ALTER TABLE ONLY parts ADD CONSTRAINT parts_pkey PRIMARY KEY (kind, id);
ALTER TABLE parts_a ATTACH PARTITION parts_b FOR VALUES IN (3);
ALTER TABLE ONLY parts_a ADD CONSTRAINT parts_a_pkey PRIMARY KEY (kind, id);

-- Stops at a row that does not satisfy it.
ALTER TABLE parts_b ADD CONSTRAINT parts_b_pkey PRIMARY KEY (kind, id);

-- parts cannot be altered to this: its rows go over to a new table.
INSERT INTO parts (id, kind)
SELECT id, kind FROM parts_old;
DROP TABLE parts_old;
ALTER INDEX parts_pkey ATTACH PARTITION parts_a_pkey;
ALTER INDEX parts_a_pkey ATTACH PARTITION parts_b_pkey;
