-- no-transaction
-- The copy of words refers to words itself: with foreign keys on, dropping the old table
-- would delete or change the rows of the new one.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- words: add column root, add primary key (word), add foreign key (root) to words
CREATE TABLE "words__new" (word TEXT, root REFERENCES words (word), PRIMARY KEY (word COLLATE NOCASE));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "words__new" (rowid, "word")
  SELECT rowid, "word"
  FROM "words";
DROP TABLE "words";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "words__new" RENAME TO "words";
PRAGMA legacy_alter_table = OFF;
COMMIT;
PRAGMA foreign_keys = ON;
