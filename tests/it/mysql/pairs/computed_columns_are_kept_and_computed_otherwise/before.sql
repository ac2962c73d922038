CREATE TABLE items (
  net int,
  a int AS (net + 1) VIRTUAL,
  b int AS (net + 2) STORED,
  c int AS (net + 3) STORED,
  d int AS (a + 4) VIRTUAL,
  KEY a (a),
  CONSTRAINT positive CHECK (a > 0)
);
