INSERT INTO users VALUES ('old');
