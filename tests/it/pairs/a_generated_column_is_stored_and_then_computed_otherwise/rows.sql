INSERT INTO users VALUES ('Ada', 'Lovelace');
