INSERT INTO users VALUES (1, 'Ada', 'abc', 12.34, '2026-01-02 03:04:05', B'0101');
