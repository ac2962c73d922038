CREATE TABLE people (id int PRIMARY KEY, email varchar(50) CHECK (email <> ''), nick varchar(20), KEY mail (email));
CREATE TABLE posts (author int, CONSTRAINT author FOREIGN KEY (author) REFERENCES people (id));
CREATE VIEW v AS SELECT email FROM people;
CREATE TRIGGER fill BEFORE INSERT ON people FOR EACH ROW SET NEW.email = 'x';
