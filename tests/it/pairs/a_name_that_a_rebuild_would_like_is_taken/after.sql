CREATE TABLE users (name TEXT CHECK (name <> ''));
CREATE TABLE users__new (name TEXT);
