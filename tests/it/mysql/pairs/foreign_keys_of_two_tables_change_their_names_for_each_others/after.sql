CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, by_user int, KEY by_user (by_user), CONSTRAINT other FOREIGN KEY (by_user) REFERENCES users (id));
CREATE TABLE replies (id int PRIMARY KEY, by_user int, KEY by_user (by_user), CONSTRAINT one FOREIGN KEY (by_user) REFERENCES users (id));
CREATE TABLE likes (by_user int, KEY by_user (by_user), CONSTRAINT third FOREIGN KEY (by_user) REFERENCES users (id));
