CREATE TABLE goods (id int, code int);
