CREATE TABLE users (id int, name varchar(20));
