CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE issues (id int PRIMARY KEY, state state NOT NULL);
