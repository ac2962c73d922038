DROP STATISTICS of_an_expression;
DROP STATISTICS together;
CREATE STATISTICS together (dependencies) ON town, code FROM places;
