CREATE TABLE users (
  age bigint,
  id int PRIMARY KEY,
  nick varchar(20),
  mail varchar(50),
  name varchar(20),
  born date
);
