CREATE TABLE books (isbn TEXT, title TEXT);
CREATE TABLE drafts (isbn TEXT);
CREATE VIEW numbers (isbn, edition) AS SELECT isbn, 1 FROM books;
CREATE VIEW editions AS SELECT edition FROM numbers;
