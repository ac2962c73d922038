CREATE TABLE base (a int, b int NOT NULL);
CREATE TABLE heir (c int) INHERITS (base);
