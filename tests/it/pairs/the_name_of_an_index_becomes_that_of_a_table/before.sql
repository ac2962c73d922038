CREATE TABLE books (author TEXT);
CREATE INDEX authors ON books (author);
