CREATE TABLE places (id int, name text, CONSTRAINT none_here CHECK (id < 100) NO INHERIT, CONSTRAINT all_of_them CHECK (id > 0));
CREATE TABLE cities () INHERITS (places);
