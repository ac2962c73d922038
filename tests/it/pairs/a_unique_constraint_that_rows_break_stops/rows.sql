INSERT INTO users VALUES ('ada@example.org'), ('ada@example.org');
