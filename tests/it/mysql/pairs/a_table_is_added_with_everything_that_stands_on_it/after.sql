CREATE TABLE users (id int PRIMARY KEY);
CREATE SEQUENCE numbers;
CREATE TABLE posts (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  author int,
  number int DEFAULT nextval(numbers),
  title varchar(50) CHARACTER SET ascii NOT NULL DEFAULT 'it''s' COMMENT 'the title',
  body longtext,
  data json,
  changed timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  seen timestamp NULL,
  hidden int INVISIBLE DEFAULT 3,
  words int AS (length(body)) VIRTUAL,
  PRIMARY KEY (id),
  UNIQUE KEY title (title),
  KEY changed (changed DESC),
  FULLTEXT KEY body (body),
  CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT short CHECK (length(title) < 20)
) AUTO_INCREMENT=100 COMMENT='posts';
CREATE TRIGGER fill BEFORE INSERT ON posts FOR EACH ROW SET NEW.hidden = 1;
CREATE VIEW titles AS SELECT title FROM posts;
