CREATE TABLE parts (number TEXT, weight REAL);
