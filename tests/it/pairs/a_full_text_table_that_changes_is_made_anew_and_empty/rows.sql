INSERT INTO search VALUES ('buy bread');
