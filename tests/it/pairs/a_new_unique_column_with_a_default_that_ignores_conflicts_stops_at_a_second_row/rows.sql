INSERT INTO readings VALUES ('monday'), ('tuesday');
