DROP STATISTICS together;
CREATE STATISTICS of_an_expression ON lower(town) FROM places;
CREATE STATISTICS together ON town, code FROM places;
ALTER STATISTICS together SET STATISTICS 300;
COMMENT ON STATISTICS together IS 'a code is in one town';
