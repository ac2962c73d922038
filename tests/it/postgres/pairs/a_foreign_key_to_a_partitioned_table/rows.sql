INSERT INTO accounts VALUES (1, 'de');
INSERT INTO bookings VALUES (1, 1, 'de'), (2, NULL, NULL);
