CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (author int, KEY author (author)) PARTITION BY HASH (author) PARTITIONS 2;
