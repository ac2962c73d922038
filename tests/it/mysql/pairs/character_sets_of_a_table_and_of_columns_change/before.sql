CREATE TABLE t (a varchar(10), b text, c varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, KEY a (a)) DEFAULT CHARSET=latin1;
