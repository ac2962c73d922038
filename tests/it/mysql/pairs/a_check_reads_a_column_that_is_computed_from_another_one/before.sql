CREATE TABLE items (net int, id int PRIMARY KEY, gross int AS (net * 2) VIRTUAL, CONSTRAINT even CHECK (gross <> 7));
