CREATE TABLE parents (Id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, Name varchar(9), n int, parent int, KEY BY_NAME (Name), UNIQUE KEY Once (n), CONSTRAINT Pos CHECK (n > 0), CONSTRAINT Up FOREIGN KEY (parent) REFERENCES parents (Id));
