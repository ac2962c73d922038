-- books: drop foreign key (author) to authors
CREATE TABLE "books__new" (author TEXT);
INSERT INTO "books__new" (rowid, "author")
  SELECT rowid, "author"
  FROM "books";
DROP TABLE "books";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "books__new" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
DROP TABLE "authors";
CREATE INDEX authors ON books (author);
