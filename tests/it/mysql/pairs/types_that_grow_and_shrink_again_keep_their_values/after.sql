CREATE TABLE t (a bigint, b text, c decimal(8,4), d double, e varchar(9), f datetime, g longtext, h longtext, i char(36), j varchar(39), k bit(8));
