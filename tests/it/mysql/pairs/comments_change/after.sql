CREATE TABLE t (a int, b int COMMENT 'it''s \\ "new"', KEY a (a) COMMENT 'new') COMMENT='new\nline';
