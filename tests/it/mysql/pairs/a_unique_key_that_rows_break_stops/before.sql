CREATE TABLE users (id int, mail varchar(20));
