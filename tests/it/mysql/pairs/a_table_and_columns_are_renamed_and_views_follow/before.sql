CREATE TABLE users (id int PRIMARY KEY, mail varchar(20) CHECK (mail <> ''), nick varchar(20), KEY mail (mail));
CREATE TABLE posts (author int, CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id));
CREATE VIEW v AS SELECT mail FROM users;
CREATE TRIGGER fill BEFORE INSERT ON users FOR EACH ROW SET NEW.mail = 'x';
