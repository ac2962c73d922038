CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT UNIQUE CHECK (nick <> ''), shouted TEXT AS (upper(nick)));
CREATE TABLE posts (author TEXT REFERENCES users (nick));
CREATE INDEX by_length ON users (length(nick)) WHERE nick IS NOT NULL;
CREATE VIEW names AS SELECT nick FROM users;
