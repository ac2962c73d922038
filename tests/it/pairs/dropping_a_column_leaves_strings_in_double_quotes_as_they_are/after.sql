CREATE TABLE labels (name TEXT CHECK (name IS NOT "None"));
CREATE TABLE notes (text TEXT);
CREATE VIEW untitled AS SELECT "no title" AS title FROM labels;
