CREATE TABLE bare (a int NOT NULL, b int NOT NULL, UNIQUE KEY seen (a), UNIQUE KEY hidden (b) IGNORED);
CREATE TABLE added (a int NOT NULL, UNIQUE KEY seen (a DESC), UNIQUE KEY hidden (a) IGNORED);
CREATE TABLE filled (a int NOT NULL, b int NOT NULL, UNIQUE KEY seen (a), UNIQUE KEY hidden (b) IGNORED);
CREATE TABLE turned (a int NOT NULL, b int NOT NULL, UNIQUE KEY other (b), UNIQUE KEY one (a) IGNORED);
CREATE TABLE renamed (a int NOT NULL, b int NOT NULL, UNIQUE KEY other (b), UNIQUE KEY two (a) IGNORED);
CREATE TABLE emptied (a int, UNIQUE KEY seen (a) IGNORED);
