CREATE COLLATION plain (provider = libc, locale = 'C');
CREATE TABLE names (id int PRIMARY KEY, name text COLLATE plain);
CREATE INDEX names_by_name ON names (name);
