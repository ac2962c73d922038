-- Stops at a row that does not satisfy it.
ALTER TABLE users ADD CONSTRAINT one_mail UNIQUE (mail);
