CREATE TABLE users (
  id int PRIMARY KEY,
  name varchar(20),
  mail varchar(50),
  age int
);
