INSERT INTO codes (code) VALUES ('ab'), ('abc');
