CREATE DOMAIN amount AS int;
CREATE TYPE price AS (amount amount, currency text);
