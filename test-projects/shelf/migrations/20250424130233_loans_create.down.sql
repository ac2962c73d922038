-- Add down migration script here
-- loans create
DROP TABLE `loans`;
