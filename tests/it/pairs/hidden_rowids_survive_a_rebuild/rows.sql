INSERT INTO notes (rowid, text) VALUES (3, 'c'), (7, 'g');
