-- A note can be something to do, and done.

ALTER TABLE notes ADD COLUMN done_at TEXT;
