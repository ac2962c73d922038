CREATE TABLE t (a int COMMENT 'old', b int, KEY a (a)) COMMENT='old';
