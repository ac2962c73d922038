CREATE TABLE users (name TEXT);
CREATE VIEW stale AS SELECT name FROM people_of_last_year;
