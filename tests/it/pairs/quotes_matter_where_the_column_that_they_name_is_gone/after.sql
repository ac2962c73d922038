CREATE TABLE labels (title TEXT);
CREATE VIEW names AS SELECT "name" FROM labels;
