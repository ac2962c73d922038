CREATE TABLE users (id int PRIMARY KEY, name text, mail text NOT NULL, phone text);
ALTER TABLE users ADD CONSTRAINT phone_from_now_on NOT NULL phone NOT VALID;
CREATE TABLE base (a int, b int NOT NULL NO INHERIT, c int NOT NULL);
CREATE TABLE heir () INHERITS (base);
