CREATE TABLE labels (name TEXT);
CREATE VIEW names AS SELECT `name` FROM labels;
