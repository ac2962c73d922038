CREATE TABLE points (a, b /* x, y */, c, UNIQUE (a));
