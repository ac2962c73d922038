CREATE TABLE teams (name TEXT);
CREATE UNIQUE INDEX team_names ON teams (name);
CREATE TABLE users (team TEXT REFERENCES teams (name));
