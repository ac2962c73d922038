CREATE TABLE teams (id bigint PRIMARY KEY, leader bigint);
CREATE TABLE members (id bigint PRIMARY KEY, team bigint, CONSTRAINT team FOREIGN KEY (team) REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT leader FOREIGN KEY (leader) REFERENCES members (id);
