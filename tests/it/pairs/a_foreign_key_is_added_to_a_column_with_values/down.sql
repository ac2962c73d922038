-- posts: drop foreign key (author) to users
CREATE TABLE "posts__new" (author INTEGER);
INSERT INTO "posts__new" (rowid, "author")
  SELECT rowid, "author"
  FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "posts__new" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
