-- Add down migration script here
-- journal: create
DROP TABLE "applied_scripts";
DROP TABLE "runs";
DROP TABLE "backups";
DROP TABLE "databases";
DROP TABLE "proofs";
