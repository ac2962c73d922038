-- Add down migration script here
-- loans keep a journal
DROP TRIGGER `loans_to_journal`;
DROP TABLE `journal`;
