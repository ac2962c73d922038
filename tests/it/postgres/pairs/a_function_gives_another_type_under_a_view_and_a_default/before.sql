CREATE FUNCTION fresh() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE notes (id int PRIMARY KEY DEFAULT fresh(), body text);
CREATE VIEW next AS SELECT fresh() AS id;
COMMENT ON FUNCTION fresh() IS 'a number';
