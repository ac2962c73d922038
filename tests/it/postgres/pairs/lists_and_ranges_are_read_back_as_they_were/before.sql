CREATE TABLE issues (id int PRIMARY KEY, state varchar(10), points int NOT NULL, kind char(3));
