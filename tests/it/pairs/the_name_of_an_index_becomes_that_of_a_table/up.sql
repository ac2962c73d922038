DROP INDEX "authors";
CREATE TABLE authors (name TEXT PRIMARY KEY);

-- books: add foreign key (author) to authors
CREATE TABLE "books__new" (author TEXT REFERENCES authors);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "books__new" (rowid, "author")
  SELECT rowid, "author"
  FROM "books";
DROP TABLE "books";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "books__new" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
