INSERT INTO boxes VALUES (1, 'open'), (2, 'closed');
INSERT INTO keys VALUES (1, 'open'), (2, 'closed'), (NULL, NULL);
