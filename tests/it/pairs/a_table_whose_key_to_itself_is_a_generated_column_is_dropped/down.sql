DROP TABLE "other";

CREATE TABLE codes (
  code TEXT UNIQUE,
  family TEXT AS (substr(code, 1, 2)) STORED REFERENCES codes (code) ON DELETE SET DEFAULT
);
