INSERT INTO folders VALUES ('inbox'), ('sent');
