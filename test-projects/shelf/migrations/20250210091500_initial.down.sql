-- Add down migration script here
-- initial
DROP TABLE `copies`;
DROP TABLE `librarians`;
DROP TABLE `members`;
DROP TABLE `title_authors`;
DROP TABLE `authors`;
DROP TABLE `titles`;
