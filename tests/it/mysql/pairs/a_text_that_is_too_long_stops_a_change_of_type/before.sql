CREATE TABLE users (name varchar(20));
