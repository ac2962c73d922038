CREATE TABLE places (id int, name text);
CREATE TABLE cities (id int, name text, mayor text);
