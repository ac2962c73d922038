CREATE DOMAIN amount AS int;
CREATE TYPE price AS (amount amount, currency text);
CREATE TABLE goods (id int, price price);
CREATE DOMAIN code AS text;
CREATE TABLE words (codes code[]);
