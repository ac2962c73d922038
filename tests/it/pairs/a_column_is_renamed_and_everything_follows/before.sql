CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE CHECK (name <> ''), shouted TEXT AS (upper(name)));
CREATE TABLE posts (author TEXT REFERENCES users (name));
CREATE INDEX by_length ON users (length(name)) WHERE name IS NOT NULL;
CREATE VIEW names AS SELECT name FROM users;
