CREATE TABLE places (id int, name text);
CREATE TABLE cities (mayor text) INHERITS (places);
CREATE TABLE rivers (length int) INHERITS (places);
