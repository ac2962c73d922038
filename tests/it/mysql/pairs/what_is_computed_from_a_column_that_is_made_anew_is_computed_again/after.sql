CREATE TABLE items (
  id int PRIMARY KEY,
  code uuid,
  label varchar(99) DEFAULT (concat(code, 'x')),
  shown varchar(99) AS (concat(code, 'y')) STORED,
  twice varchar(99) AS (concat(shown, shown)) STORED,
  net int,
  gross int DEFAULT 5,
  rest int DEFAULT (gross + 1),
  KEY shown (shown)
);
