CREATE DOMAIN amount AS bigint CHECK (VALUE >= 0);
CREATE TABLE bills (id int PRIMARY KEY, total amount NOT NULL);
CREATE VIEW large AS SELECT id, total FROM bills WHERE total > 100;
