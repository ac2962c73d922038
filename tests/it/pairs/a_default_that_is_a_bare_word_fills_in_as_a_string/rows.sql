INSERT INTO tickets VALUES (1, 'closed'), (2, NULL);
