CREATE TABLE users (name TEXT);
CREATE VIEW names AS
  SELECT name FROM users
  ORDER BY name;
