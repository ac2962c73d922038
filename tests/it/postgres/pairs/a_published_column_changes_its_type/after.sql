CREATE TABLE users (id bigint PRIMARY KEY, name text, level int);
CREATE PUBLICATION out FOR TABLE users WHERE (id > 10);
