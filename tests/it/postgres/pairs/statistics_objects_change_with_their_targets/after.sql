CREATE TABLE places (id int PRIMARY KEY, town text, code text);
CREATE STATISTICS together (ndistinct, dependencies, mcv) ON town, code FROM places;
ALTER STATISTICS together SET STATISTICS 300;
CREATE STATISTICS of_an_expression ON lower(town) FROM places;
COMMENT ON STATISTICS together IS 'a code is in one town';
