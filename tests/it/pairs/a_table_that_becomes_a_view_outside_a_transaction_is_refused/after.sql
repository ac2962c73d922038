CREATE TABLE persons (name TEXT);
CREATE VIEW people AS SELECT * FROM persons;
