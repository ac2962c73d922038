-- Add down migration script here
-- views of what is lent
DROP VIEW `open_loans`;
DROP VIEW `overdue_loans`;
