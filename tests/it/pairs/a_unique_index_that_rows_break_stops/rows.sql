INSERT INTO users VALUES ('Ada'), ('Ada');
