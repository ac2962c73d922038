INSERT INTO readings VALUES ('monday'), ('monday'), ('tuesday');
