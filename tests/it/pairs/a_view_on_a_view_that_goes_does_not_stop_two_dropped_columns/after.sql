CREATE TABLE books (title TEXT);
CREATE TABLE drafts (title TEXT);
CREATE VIEW known AS SELECT isbn FROM numbers;
