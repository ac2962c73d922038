CREATE TABLE users (id int, name varchar(20) NOT NULL DEFAULT 'x');
