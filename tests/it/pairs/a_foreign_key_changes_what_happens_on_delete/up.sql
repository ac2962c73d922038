-- posts: drop foreign key (author) to users, add foreign key (author) to users
CREATE TABLE "posts__new" (author INTEGER REFERENCES users (id) ON DELETE SET NULL);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "posts__new" (rowid, "author")
  SELECT rowid, "author"
  FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "posts__new" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
