CREATE TABLE users (id int, mail varchar(20), nick varchar(9), UNIQUE KEY mail (mail));
