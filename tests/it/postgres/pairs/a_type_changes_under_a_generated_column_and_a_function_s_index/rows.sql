INSERT INTO words (id, word) VALUES (1, 'Word'), (2, 'Other');
