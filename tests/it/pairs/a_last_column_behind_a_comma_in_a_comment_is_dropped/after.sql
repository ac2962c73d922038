CREATE TABLE points (a, b, UNIQUE (a));
