CREATE TABLE users (id int PRIMARY KEY, mail text, code text, CONSTRAINT one_mail UNIQUE (mail), CONSTRAINT one_code UNIQUE (code));
