INSERT INTO tickets VALUES ('yesterday', NULL);
