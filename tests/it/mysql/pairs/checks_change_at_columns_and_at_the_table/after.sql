CREATE TABLE t (a int CHECK (a > 1), b int CHECK (b <> 7), CONSTRAINT both_set CHECK (a > 0 OR b > 0), CHECK (b < 1000));
