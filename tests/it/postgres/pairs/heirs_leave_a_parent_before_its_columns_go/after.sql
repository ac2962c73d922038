CREATE DOMAIN amount AS varchar(9);
CREATE TABLE goods (price amount);
CREATE TABLE drills (bits int) INHERITS (goods);
