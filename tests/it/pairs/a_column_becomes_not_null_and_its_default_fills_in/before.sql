CREATE TABLE users (name TEXT, karma INTEGER);
