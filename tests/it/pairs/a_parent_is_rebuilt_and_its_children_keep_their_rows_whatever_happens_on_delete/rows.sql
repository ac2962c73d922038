INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob');
INSERT INTO cascading VALUES (2), (2);
INSERT INTO emptying VALUES (2);
INSERT INTO falling_back VALUES (2);
INSERT INTO forbidding VALUES (2);
INSERT INTO waiting VALUES (2);
