INSERT INTO names VALUES (1, 'z'), (2, 'ö');
