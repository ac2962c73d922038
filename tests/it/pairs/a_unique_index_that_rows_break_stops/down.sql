DROP INDEX "by_name";
