CREATE TABLE users (id int PRIMARY KEY, mail text);
CREATE INDEX users_by_mail ON users (lower(mail));
