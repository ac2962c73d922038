ALTER TABLE users DROP CONSTRAINT users_mail_key;
CREATE UNIQUE INDEX users_mail_key ON users USING btree (mail);
