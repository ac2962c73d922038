CREATE TABLE places (id int, name text);
CREATE TABLE cities () INHERITS (places);
