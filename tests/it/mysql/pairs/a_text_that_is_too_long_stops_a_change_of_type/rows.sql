INSERT INTO users VALUES ('Adamantine');
