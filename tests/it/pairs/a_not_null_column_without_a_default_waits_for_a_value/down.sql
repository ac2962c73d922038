ALTER TABLE "users" DROP COLUMN "mail";
