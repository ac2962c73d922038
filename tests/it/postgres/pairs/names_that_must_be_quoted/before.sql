CREATE SCHEMA "My App";
CREATE TABLE "My App"."order" ("select" int PRIMARY KEY, "a ""b""" text);
CREATE VIEW "Ünïcode" AS SELECT "select" AS "from" FROM "My App"."order";
