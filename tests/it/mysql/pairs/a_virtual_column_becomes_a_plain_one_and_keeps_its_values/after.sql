CREATE TABLE items (
  net int,
  gross int,
  twice int,
  code char(3),
  shown char(5),
  KEY gross (gross)
);
