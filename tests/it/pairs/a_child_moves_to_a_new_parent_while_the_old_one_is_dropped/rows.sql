INSERT INTO users VALUES (1);
INSERT INTO posts VALUES ('hello', 1), ('bye', 1);
