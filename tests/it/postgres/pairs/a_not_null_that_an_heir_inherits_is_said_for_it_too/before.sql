CREATE TABLE base (a int NOT NULL, b int NOT NULL);
CREATE TABLE heir (c int) INHERITS (base);
CREATE TABLE keyed (c int) INHERITS (base);
ALTER TABLE keyed ADD PRIMARY KEY (a);
