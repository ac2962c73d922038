CREATE TABLE users (id bigint unsigned PRIMARY KEY AUTO_INCREMENT);
CREATE TABLE posts (
  id int PRIMARY KEY,
  author bigint unsigned NOT NULL,
  CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id) ON DELETE CASCADE
);
