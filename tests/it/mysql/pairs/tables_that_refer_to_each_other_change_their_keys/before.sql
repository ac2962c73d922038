CREATE TABLE teams (id int PRIMARY KEY, leader int);
CREATE TABLE members (id int PRIMARY KEY, team int, CONSTRAINT team FOREIGN KEY (team) REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT leader FOREIGN KEY (leader) REFERENCES members (id);
