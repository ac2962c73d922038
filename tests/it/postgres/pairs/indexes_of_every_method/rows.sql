INSERT INTO docs VALUES (1, 'a text', '{x}', '{"a": 1}', '((0,0),(1,1))', '2026-01-01'), (2, NULL, NULL, NULL, NULL, NULL);
