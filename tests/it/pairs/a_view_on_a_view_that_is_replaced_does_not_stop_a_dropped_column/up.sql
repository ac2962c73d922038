DROP VIEW "editions";
DROP VIEW "numbers";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "books" DROP COLUMN "isbn";
PRAGMA legacy_alter_table = OFF;
CREATE VIEW numbers (isbn, edition) AS SELECT isbn, 2 FROM drafts;
CREATE VIEW editions AS SELECT edition FROM numbers;
