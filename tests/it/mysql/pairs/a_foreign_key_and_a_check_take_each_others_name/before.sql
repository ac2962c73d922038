CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, by_user int, likes int, CONSTRAINT one FOREIGN KEY (by_user) REFERENCES users (id), CONSTRAINT other CHECK (likes >= 0));
