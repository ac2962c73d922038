INSERT INTO users (name, mail, phone) VALUES ('doe', 'doe@example.org', '1'), ('roe', 'roe@example.org', '2');
INSERT INTO heir VALUES (1, 2, 3);
INSERT INTO base VALUES (4, 5);
