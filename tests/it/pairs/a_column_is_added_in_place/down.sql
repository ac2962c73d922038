ALTER TABLE "users" DROP COLUMN "mail";
ALTER TABLE "users" DROP COLUMN "karma";
ALTER TABLE "users" DROP COLUMN "inviter";
ALTER TABLE "users" DROP COLUMN "shouted";
