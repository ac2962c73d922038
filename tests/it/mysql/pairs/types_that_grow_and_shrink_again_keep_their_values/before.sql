CREATE TABLE t (a tinyint, b varchar(5), c decimal(5,2), d float, e char(3), f date, g text, h json, i uuid, j inet6, k bit(3));
