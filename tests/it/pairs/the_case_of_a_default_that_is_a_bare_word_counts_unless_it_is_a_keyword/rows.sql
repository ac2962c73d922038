INSERT INTO tickets VALUES (1, 'Open', 0, '2026-01-01');
