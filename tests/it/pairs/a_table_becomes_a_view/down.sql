DROP VIEW "admins";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "people" DROP COLUMN "admin";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE admins (name TEXT);
