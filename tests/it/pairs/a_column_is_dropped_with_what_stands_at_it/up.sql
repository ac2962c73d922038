DROP INDEX "users_by_age";
ALTER TABLE "users" DROP COLUMN "inviter";
ALTER TABLE "users" DROP COLUMN "age";
