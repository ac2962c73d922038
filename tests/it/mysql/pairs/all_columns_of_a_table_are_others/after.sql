CREATE TABLE t (c int, d int DEFAULT 4);
