CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.users (id int PRIMARY KEY, name text);
CREATE TABLE b.users (id int PRIMARY KEY, of_a int REFERENCES a.users (id) ON DELETE CASCADE);
CREATE TABLE users (id int PRIMARY KEY REFERENCES b.users (id));
