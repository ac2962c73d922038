-- Add down migration script here
-- titles find by word
ALTER TABLE `titles`
  DROP KEY `titles_by_sort_name`,
  DROP KEY `titles_words`,
  DROP COLUMN `sort_name`,
  DROP COLUMN `summary`;
