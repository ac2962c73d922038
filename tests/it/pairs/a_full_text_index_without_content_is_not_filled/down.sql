DROP TABLE "search";
