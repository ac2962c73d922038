CREATE TABLE users (id int, name text, CONSTRAINT users_id UNIQUE (id) INCLUDE (name));
CREATE TABLE posts (by int REFERENCES users (id));
