CREATE TABLE t (a int DEFAULT 1, b varchar(20) DEFAULT 'x', c timestamp NULL, d date, e int, f text, g bit(3), h varchar(9));
