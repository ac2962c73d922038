CREATE TABLE users (name TEXT, mail TEXT);
CREATE VIEW shown AS SELECT name, mail FROM users;
CREATE VIEW counted AS SELECT count(*) AS n FROM shown;
