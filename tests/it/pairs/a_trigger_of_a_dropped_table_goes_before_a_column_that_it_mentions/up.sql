DROP TRIGGER "sold";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "stock" DROP COLUMN "item";
PRAGMA legacy_alter_table = OFF;
DROP TABLE "sales";
