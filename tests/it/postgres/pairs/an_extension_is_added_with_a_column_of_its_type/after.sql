CREATE EXTENSION citext;
CREATE TABLE users (id int PRIMARY KEY, mail citext UNIQUE);
