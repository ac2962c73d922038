CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.users (id int PRIMARY KEY);
CREATE TABLE b.users (id int PRIMARY KEY, of_a int REFERENCES a.users (id));
