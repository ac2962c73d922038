CREATE TYPE state AS ENUM ('open', 'closed', 'new');
CREATE TABLE issues (id int PRIMARY KEY, state state NOT NULL DEFAULT 'new' CHECK (state <> 'new' OR id > 0));
CREATE INDEX issues_new ON issues (id) WHERE state = 'new';
