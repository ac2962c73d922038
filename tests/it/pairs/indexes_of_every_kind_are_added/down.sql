DROP INDEX "plain";
DROP INDEX "only_once";
DROP INDEX "downwards";
DROP INDEX "computed";
DROP INDEX "partial";
