-- Add down migration script here
-- initial
DROP TABLE operators;
DROP TABLE readings;
DROP TABLE meters;
DROP TABLE customers;
DROP TYPE unit;
