CREATE TABLE names (id int PRIMARY KEY, name text NOT NULL);
CREATE INDEX names_by_name ON names (name);
