INSERT INTO users VALUES (1, NULL, 'doe@example.org', '1'), (2, 'roe', 'roe@example.org', '2');
INSERT INTO base VALUES (1, 2, 3);
INSERT INTO heir VALUES (4, 5, 6);
