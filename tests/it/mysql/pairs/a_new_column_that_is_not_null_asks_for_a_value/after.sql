CREATE TABLE users (id int, name varchar(20) NOT NULL, at timestamp NOT NULL DEFAULT current_timestamp());
