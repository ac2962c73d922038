CREATE TABLE items (
  net int,
  a int AS (net + 1) STORED,
  b int AS (net + 20) STORED,
  c int,
  d int AS (a + 40) VIRTUAL,
  KEY a (a),
  CONSTRAINT positive CHECK (a > 0)
);
