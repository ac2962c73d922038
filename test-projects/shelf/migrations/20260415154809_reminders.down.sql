-- Add down migration script here
-- reminders
DROP EVENT `remind_daily`;
DROP PROCEDURE `remind`;
DROP TABLE `reminders`;
