CREATE TABLE places (id int, name text CHECK (name <> ''), height int DEFAULT 0);
CREATE TABLE cities (mayor text, PRIMARY KEY (id)) INHERITS (places);
