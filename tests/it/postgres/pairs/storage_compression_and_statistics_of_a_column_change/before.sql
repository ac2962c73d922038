CREATE TABLE blobs (id int PRIMARY KEY, body bytea, note text, size int);
ALTER TABLE blobs ALTER COLUMN note SET STORAGE EXTERNAL;
