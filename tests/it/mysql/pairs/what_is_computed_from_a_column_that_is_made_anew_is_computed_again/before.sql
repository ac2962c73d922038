CREATE TABLE items (
  id int PRIMARY KEY,
  code int,
  label varchar(99) DEFAULT (concat(code, 'x')),
  shown varchar(99) AS (concat(code, 'y')) STORED,
  twice varchar(99) AS (concat(shown, shown)) STORED,
  net int,
  gross int AS (net * 2) VIRTUAL,
  rest int,
  KEY shown (shown)
);
