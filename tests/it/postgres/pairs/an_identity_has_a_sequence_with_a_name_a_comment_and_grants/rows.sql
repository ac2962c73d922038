INSERT INTO users (name) VALUES ('Ada'), ('Bob');
