CREATE COLLATION ours (provider = icu, locale = 'de');
CREATE TABLE names (id int PRIMARY KEY, name text COLLATE ours);
CREATE INDEX names_by_name ON names (name);
CREATE VIEW called AS SELECT name FROM names ORDER BY name;
