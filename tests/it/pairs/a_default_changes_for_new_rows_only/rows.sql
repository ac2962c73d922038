INSERT INTO users (name) VALUES ('Ada');
INSERT INTO users VALUES ('Bob', NULL);
