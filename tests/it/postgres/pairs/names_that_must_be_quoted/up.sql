DROP VIEW "Ünïcode";
ALTER TABLE "My App"."order" ALTER COLUMN "select" TYPE bigint;
CREATE TYPE "My App"."State" AS ENUM ('it''s', E'a\\b');
CREATE SEQUENCE "My App"."Seq";
ALTER TABLE "My App"."order" ADD COLUMN "State" "My App"."State" DEFAULT 'it''s'::"My App"."State";
ALTER TABLE "My App"."order" ADD COLUMN this_name_is_as_long_as_postgresql_allows_it_to_be_in_any_table text;

-- Stops at a row that does not satisfy it.
ALTER TABLE "My App"."order" ADD CONSTRAINT "$weird" CHECK (("a ""b""" <> ''''::text));
CREATE INDEX "by;name" ON "My App"."order" USING btree ("a ""b""");

CREATE VIEW "Ünïcode" AS
 SELECT "order"."select" AS "from"
   FROM "My App"."order";
ALTER SEQUENCE "My App"."Seq" OWNED BY "My App"."order"."select";
