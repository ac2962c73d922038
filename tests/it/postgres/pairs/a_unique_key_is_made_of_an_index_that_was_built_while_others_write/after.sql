CREATE TABLE users (id int PRIMARY KEY, mail text CONSTRAINT one_mail UNIQUE);
