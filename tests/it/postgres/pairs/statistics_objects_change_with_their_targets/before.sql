CREATE TABLE places (id int PRIMARY KEY, town text, code text);
CREATE STATISTICS together (dependencies) ON town, code FROM places;
