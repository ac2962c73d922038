DROP VIEW "counted";
DROP VIEW "shown";
ALTER TABLE "users" ADD COLUMN mail TEXT;
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users" DROP COLUMN "nick";
PRAGMA legacy_alter_table = OFF;
CREATE VIEW shown AS SELECT name, mail FROM users;
CREATE VIEW counted AS SELECT count(*) AS n FROM shown;
