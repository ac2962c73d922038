CREATE TABLE users (id int, name varchar(20), CONSTRAINT users_id UNIQUE (id) INCLUDE (name));
CREATE TABLE posts (by int REFERENCES users (id));
