CREATE TABLE users (name TEXT);
CREATE TABLE users__new (name TEXT);
