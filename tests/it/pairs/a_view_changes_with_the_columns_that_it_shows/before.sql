CREATE TABLE users (name TEXT, nick TEXT);
CREATE VIEW shown AS SELECT name, nick FROM users;
CREATE VIEW counted AS SELECT count(*) AS n FROM shown;
