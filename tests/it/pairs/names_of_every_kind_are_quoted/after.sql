CREATE TABLE "order" ("group" TEXT CHECK ("group" <> ''), [a "b"] TEXT, "it's" TEXT, größe REAL, "--" TEXT, "new; one" TEXT);
CREATE INDEX "select" ON "order" ("group");
CREATE VIEW "my view" AS SELECT "it's" FROM "order";
