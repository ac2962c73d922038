DROP VIEW "counted";
DROP VIEW "shown";
ALTER TABLE "users" ADD COLUMN nick TEXT;
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users" DROP COLUMN "mail";
PRAGMA legacy_alter_table = OFF;
CREATE VIEW shown AS SELECT name, nick FROM users;
CREATE VIEW counted AS SELECT count(*) AS n FROM shown;
