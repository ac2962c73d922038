-- posts: add foreign key (author) to users
CREATE TABLE "posts__new" (author INTEGER, FOREIGN KEY (author) REFERENCES users (id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "posts__new" (rowid, "author")
  SELECT rowid, "author"
  FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "posts__new" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
