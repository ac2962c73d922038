CREATE TABLE kept (id int PRIMARY KEY, thing int);
