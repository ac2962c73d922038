CREATE TABLE parts (a int, b int);
