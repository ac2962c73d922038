CREATE TABLE places (id int, name text CHECK (name <> ''));
CREATE TABLE cities (mayor text, PRIMARY KEY (id)) INHERITS (places);
