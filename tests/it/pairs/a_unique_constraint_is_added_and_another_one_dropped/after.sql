CREATE TABLE users (mail TEXT, team TEXT, number INTEGER, UNIQUE (team, number));
