CREATE TABLE places (id int, name text);
CREATE TABLE cities (mayor text) INHERITS (places);
