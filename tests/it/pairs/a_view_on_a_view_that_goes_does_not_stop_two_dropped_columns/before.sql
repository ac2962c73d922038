CREATE TABLE books (title TEXT, isbn TEXT);
CREATE TABLE drafts (title TEXT, isbn TEXT);
CREATE VIEW numbers AS SELECT 1 AS isbn;
CREATE VIEW known AS SELECT isbn FROM numbers;
