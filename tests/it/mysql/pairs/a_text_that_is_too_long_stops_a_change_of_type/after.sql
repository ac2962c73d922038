CREATE TABLE users (name varchar(3));
