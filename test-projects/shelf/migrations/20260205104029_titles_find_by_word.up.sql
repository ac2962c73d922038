-- Add up migration script here
-- titles find by word
ALTER TABLE `titles`
  ADD COLUMN `sort_name` varchar(200) GENERATED ALWAYS AS (case when `name` like 'The %' then substr(`name`,5) else `name` end) STORED AFTER `name`,
  ADD COLUMN `summary` text AFTER `sort_name`,
  ADD KEY `titles_by_sort_name` (`sort_name`),
  ADD FULLTEXT KEY `titles_words` (`name`,`summary`);
