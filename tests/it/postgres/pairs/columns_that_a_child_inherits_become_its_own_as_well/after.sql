CREATE TABLE places (id int, name text);
CREATE TABLE cities (id int, name text, mayor text) INHERITS (places);
CREATE TABLE rivers (name text, length int) INHERITS (places);
