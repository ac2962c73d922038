CREATE TABLE "order" ("group" TEXT, [a "b"] TEXT, "it's" TEXT, größe REAL, "--" TEXT);
CREATE INDEX "select" ON "order" ("group");
