CREATE TABLE parts (number INTEGER, weight REAL);
