DROP VIEW "numbers";
ALTER TABLE "books" ADD COLUMN isbn TEXT;
CREATE VIEW numbers (isbn, edition) AS SELECT isbn, 1 FROM books;
