CREATE TABLE users (name varchar(20), mail varchar(20), bio text, UNIQUE KEY by_mail (mail) USING HASH COMMENT 'x', UNIQUE KEY by_bio (bio));
