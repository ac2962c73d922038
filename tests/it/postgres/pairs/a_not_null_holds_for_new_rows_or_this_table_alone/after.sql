CREATE TABLE users (id int PRIMARY KEY, name text, mail text, phone text CONSTRAINT phone_from_now_on NOT NULL);
ALTER TABLE users ADD CONSTRAINT name_from_now_on NOT NULL name NOT VALID;
ALTER TABLE users ADD CONSTRAINT mail_from_now_on NOT NULL mail NOT VALID;
CREATE TABLE base (a int, CONSTRAINT base_has_a NOT NULL a NO INHERIT, b int NOT NULL, c int NOT NULL);
CREATE TABLE heir () INHERITS (base);
CREATE TABLE late (x int);
ALTER TABLE late ADD CONSTRAINT x_from_now_on NOT NULL x NOT VALID;
