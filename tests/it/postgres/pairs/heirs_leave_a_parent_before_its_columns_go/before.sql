CREATE DOMAIN amount AS text;
CREATE TABLE things (price amount);
CREATE TABLE drills (bits int) INHERITS (things);
