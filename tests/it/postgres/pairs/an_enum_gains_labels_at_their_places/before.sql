CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE issues (id int PRIMARY KEY, state state NOT NULL DEFAULT 'open');
CREATE INDEX issues_open ON issues (id) WHERE state = 'open';
