ALTER TABLE users ADD CONSTRAINT users_mail_key UNIQUE USING INDEX users_mail_key;
