CREATE TABLE users (age int);
