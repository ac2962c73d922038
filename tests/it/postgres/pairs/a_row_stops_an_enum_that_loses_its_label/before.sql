CREATE TYPE state AS ENUM ('open', 'held', 'closed');
CREATE TABLE issues (id int PRIMARY KEY, state state NOT NULL);
