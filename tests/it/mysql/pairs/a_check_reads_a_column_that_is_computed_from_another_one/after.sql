CREATE TABLE items (price int, id int PRIMARY KEY, gross int AS (price * 2) VIRTUAL, CONSTRAINT even CHECK (gross <> 7));
