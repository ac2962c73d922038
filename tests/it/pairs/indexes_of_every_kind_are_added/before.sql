CREATE TABLE users (name TEXT, mail TEXT, team TEXT, gone INTEGER);
