DROP INDEX "by_name";
DROP INDEX "by_mail";
CREATE INDEX by_name ON users (name);
CREATE INDEX by_mail ON users (mail);
CREATE INDEX by_both ON users (name, mail);
