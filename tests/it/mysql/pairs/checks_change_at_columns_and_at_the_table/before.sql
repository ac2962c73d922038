CREATE TABLE t (a int CHECK (a > 0), b int, CONSTRAINT both_set CHECK (a > 0 AND b > 0), CHECK (b < 100));
