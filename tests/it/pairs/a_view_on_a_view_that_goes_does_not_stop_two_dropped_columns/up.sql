DROP VIEW "known";
DROP VIEW "numbers";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "books" DROP COLUMN "isbn";
PRAGMA legacy_alter_table = OFF;
PRAGMA legacy_alter_table = ON;
ALTER TABLE "drafts" DROP COLUMN "isbn";
PRAGMA legacy_alter_table = OFF;
CREATE VIEW known AS SELECT isbn FROM numbers;
