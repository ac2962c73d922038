DROP VIEW "Ünïcode";
DROP INDEX "My App"."by;name";
ALTER TABLE "My App"."order" DROP CONSTRAINT "$weird";
ALTER TABLE "My App"."order" DROP COLUMN "State";
ALTER TABLE "My App"."order" DROP COLUMN this_name_is_as_long_as_postgresql_allows_it_to_be_in_any_table;
DROP SEQUENCE "My App"."Seq";
DROP TYPE "My App"."State";
ALTER TABLE "My App"."order" ALTER COLUMN "select" TYPE integer;

CREATE VIEW "Ünïcode" AS
 SELECT "order"."select" AS "from"
   FROM "My App"."order";
