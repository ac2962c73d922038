INSERT INTO blobs VALUES (1, '\x0102', 'n', 2);
