INSERT INTO customers VALUES ('ada@example.org');
