DROP VIEW `titles`;
DROP TABLE `posts`;
DROP SEQUENCE `numbers`;
