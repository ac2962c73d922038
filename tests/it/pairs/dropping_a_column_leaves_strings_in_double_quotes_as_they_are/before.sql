CREATE TABLE labels (name TEXT);
CREATE TABLE notes (text TEXT, colour TEXT);
CREATE VIEW untitled AS SELECT "no title" AS title FROM labels;
