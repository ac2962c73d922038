INSERT INTO posts VALUES ('A', 'a', 'text', point(1, 2)), ('B', 'b', NULL, point(3, 4));
