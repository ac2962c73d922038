-- Stops at a row that does not satisfy it.
ALTER TABLE users ADD CONSTRAINT users_mail_key UNIQUE (mail);
