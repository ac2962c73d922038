CREATE TABLE users (name varchar(20), mail varchar(20), KEY by_name (name), UNIQUE KEY mail (mail) COMMENT 'x');
