INSERT INTO users (name) VALUES ('Ada'), ('Bo'), ('Cy');
