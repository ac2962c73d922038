INSERT INTO users VALUES ('Ada');
