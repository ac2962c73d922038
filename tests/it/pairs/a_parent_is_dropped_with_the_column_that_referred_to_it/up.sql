ALTER TABLE "users" DROP COLUMN "team";
DROP TABLE "teams";
