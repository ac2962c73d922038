CREATE TABLE users (mail TEXT UNIQUE, team TEXT, number INTEGER);
