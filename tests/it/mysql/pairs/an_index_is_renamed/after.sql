CREATE TABLE users (name varchar(20), mail varchar(20), KEY name (name), UNIQUE KEY users_mail (mail) COMMENT 'x');
