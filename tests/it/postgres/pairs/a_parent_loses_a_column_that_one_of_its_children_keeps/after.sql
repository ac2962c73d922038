CREATE TABLE places (id int);
CREATE TABLE cities (name text, mayor text) INHERITS (places);
CREATE TABLE rivers (length int) INHERITS (places);
