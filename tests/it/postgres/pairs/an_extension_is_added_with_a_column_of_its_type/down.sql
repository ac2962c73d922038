ALTER TABLE users DROP CONSTRAINT users_mail_key;
ALTER TABLE users ALTER COLUMN mail TYPE text;
DROP EXTENSION citext;
ALTER TABLE users ADD CONSTRAINT users_mail_key UNIQUE (mail);
