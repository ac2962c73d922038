INSERT INTO users VALUES ('ada@example.org', 'a', 1), ('bob@example.org', 'a', 2);
