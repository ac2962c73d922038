INSERT INTO events (rowid, seen) VALUES (5, 'a'), (9, 'b');
INSERT INTO sources VALUES ('x', NULL), ('y', 'x');
