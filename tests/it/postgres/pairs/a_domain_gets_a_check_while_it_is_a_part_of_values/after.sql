CREATE DOMAIN amount AS int CONSTRAINT positive CHECK (VALUE > 0);
CREATE TYPE price AS (amount amount, currency text);
CREATE TABLE goods (id int, price price);
CREATE DOMAIN code AS text NOT NULL;
CREATE TABLE words (codes code[]);
