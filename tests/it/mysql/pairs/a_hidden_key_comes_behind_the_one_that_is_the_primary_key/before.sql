CREATE TABLE bare (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a), UNIQUE KEY hidden (b) IGNORED, UNIQUE KEY seen (a));
CREATE TABLE added (a mediumblob, UNIQUE KEY seen (a(2)));
CREATE TABLE filled (a int, b int, UNIQUE KEY hidden (b) IGNORED, UNIQUE KEY seen (a));
CREATE TABLE turned (a int NOT NULL, b int NOT NULL, UNIQUE KEY one (a), UNIQUE KEY other (b) IGNORED);
CREATE TABLE renamed (a int, b int, UNIQUE KEY one (a) IGNORED, UNIQUE KEY other (b));
CREATE TABLE emptied (a int NOT NULL, UNIQUE KEY seen (a));
