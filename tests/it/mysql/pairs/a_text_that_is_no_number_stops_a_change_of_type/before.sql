CREATE TABLE users (age varchar(20));
