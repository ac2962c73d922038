CREATE TABLE users (state enum('new'));
