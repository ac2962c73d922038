INSERT INTO users VALUES ('Ada', 36), ('Bob', NULL);
