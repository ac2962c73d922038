CREATE SCHEMA "My App";
CREATE TYPE "My App"."State" AS ENUM ('it''s', 'a\b');
CREATE TABLE "My App"."order" ("select" bigint PRIMARY KEY, "a ""b""" text CONSTRAINT "$weird" CHECK ("a ""b""" <> ''''), "State" "My App"."State" DEFAULT 'it''s', "this_name_is_as_long_as_postgresql_allows_it_to_be_in_any_table" text);
CREATE INDEX "by;name" ON "My App"."order" ("a ""b""");
CREATE VIEW "Ünïcode" AS SELECT "select" AS "from" FROM "My App"."order";
CREATE SEQUENCE "My App"."Seq" OWNED BY "My App"."order"."select";
