CREATE TABLE other (id int);
CREATE FUNCTION apart(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE loudness AS RANGE (subtype = double precision, subtype_diff = apart);
CREATE TABLE sounds (id int PRIMARY KEY, loud loudness DEFAULT '[0,1]', EXCLUDE USING gist (loud WITH &&));
