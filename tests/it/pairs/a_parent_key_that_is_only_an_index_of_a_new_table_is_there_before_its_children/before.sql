CREATE TABLE users (team TEXT);
