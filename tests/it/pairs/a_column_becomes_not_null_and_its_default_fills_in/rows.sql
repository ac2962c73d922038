INSERT INTO users VALUES ('Ada', NULL), ('Bob', 5);
