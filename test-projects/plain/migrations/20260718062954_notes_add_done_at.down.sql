-- Forgets which notes are done.

ALTER TABLE notes DROP COLUMN done_at;
