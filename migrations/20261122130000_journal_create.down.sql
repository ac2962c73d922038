-- Add down migration script here
DROP TABLE proofs;

DROP TABLE backups;

DROP TABLE runs;

DROP TABLE applied_scripts;

DROP TABLE databases;
