-- no-transaction
-- Rebuilding words with foreign keys on would delete or change rows of
-- words, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- words: drop column root, drop primary key (word), drop foreign key (root) to words
CREATE TABLE "words__new" (word TEXT);
INSERT INTO "words__new" (rowid, "word")
  SELECT rowid, "word"
  FROM "words";
DROP TABLE "words";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "words__new" RENAME TO "words";
PRAGMA legacy_alter_table = OFF;
COMMIT;
PRAGMA foreign_keys = ON;
