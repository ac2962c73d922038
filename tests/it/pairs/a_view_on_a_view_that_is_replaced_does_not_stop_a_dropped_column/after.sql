CREATE TABLE books (title TEXT);
CREATE TABLE drafts (isbn TEXT);
CREATE VIEW numbers (isbn, edition) AS SELECT isbn, 2 FROM drafts;
CREATE VIEW editions AS SELECT edition FROM numbers;
