CREATE TYPE mood AS ENUM ('calm');
CREATE TABLE notes (id int, mood mood) PARTITION BY RANGE (id);
