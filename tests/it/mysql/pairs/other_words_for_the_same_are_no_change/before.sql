CREATE TABLE t (
  id integer NOT NULL PRIMARY KEY,
  at datetime DEFAULT current_timestamp,
  ok boolean DEFAULT true,
  n numeric(5),
  CONSTRAINT c CHECK ((id) in (1, 2))
) CHARSET utf8mb4;
CREATE VIEW v AS SELECT id FROM t;
