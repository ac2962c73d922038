CREATE TABLE users (id int PRIMARY KEY, mail text UNIQUE);
