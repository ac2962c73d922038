CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  initial TEXT AS (substr(name, 1, 1)),
  name TEXT
);
