CREATE TABLE users (id int PRIMARY KEY);
CREATE FOREIGN DATA WRAPPER dummy;
CREATE SERVER there FOREIGN DATA WRAPPER dummy;
CREATE FOREIGN TABLE gone (id int NOT NULL, name text OPTIONS (column_name 'n')) SERVER there OPTIONS (table_name 't');
COMMENT ON FOREIGN TABLE gone IS 'of others';
CREATE FOREIGN TABLE kept (id int, note text) SERVER there;
CREATE VIEW notes AS SELECT note FROM kept;
