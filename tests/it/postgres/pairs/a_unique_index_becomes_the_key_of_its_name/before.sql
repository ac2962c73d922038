CREATE TABLE users (id int NOT NULL, mail text);
CREATE UNIQUE INDEX users_mail_key ON users (mail);
