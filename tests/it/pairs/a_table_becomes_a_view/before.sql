CREATE TABLE people (name TEXT);
CREATE TABLE admins (name TEXT);
