INSERT INTO users VALUES ('Ada');
INSERT INTO users__new VALUES ('Bob');
