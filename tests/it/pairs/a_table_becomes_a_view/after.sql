CREATE TABLE people (name TEXT, admin INTEGER);
CREATE VIEW admins AS SELECT name FROM people WHERE admin;
