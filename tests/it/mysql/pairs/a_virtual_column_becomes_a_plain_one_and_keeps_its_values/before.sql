CREATE TABLE items (
  net int,
  gross int AS (net * 2) VIRTUAL,
  twice int AS (gross * 2) VIRTUAL,
  code char(3),
  shown char(5) AS (upper(code)) VIRTUAL,
  KEY gross (gross)
);
