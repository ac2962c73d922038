INSERT INTO users VALUES ('new', 'a,b'), ('old', 'b');
