CREATE TABLE users (id int NOT NULL, mail text, CONSTRAINT users_mail_key UNIQUE (mail));
