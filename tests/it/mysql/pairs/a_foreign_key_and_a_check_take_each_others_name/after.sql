CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, by_user int, likes int, CONSTRAINT one CHECK (likes >= 0), CONSTRAINT other FOREIGN KEY (by_user) REFERENCES users (id));
