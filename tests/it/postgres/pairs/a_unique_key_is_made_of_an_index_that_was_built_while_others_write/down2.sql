ALTER TABLE users DROP CONSTRAINT one_mail;
CREATE UNIQUE INDEX one_mail ON users USING btree (mail);
