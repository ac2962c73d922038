CREATE TABLE users (mail TEXT);
