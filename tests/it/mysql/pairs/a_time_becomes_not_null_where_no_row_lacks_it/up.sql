-- Stops at a row where visits.at is NULL, where the server would else write the present time.
SELECT (SELECT 1 FROM (SELECT 1 UNION ALL (SELECT 1 FROM `visits` WHERE `at` IS NULL LIMIT 1)) AS found);
ALTER TABLE `visits` MODIFY COLUMN `at` timestamp NOT NULL DEFAULT '2020-01-01 00:00:00';
