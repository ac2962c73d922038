INSERT INTO users (name) VALUES ('Ada'), ('Bo');
