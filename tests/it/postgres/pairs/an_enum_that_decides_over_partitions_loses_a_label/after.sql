CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE issues (id int NOT NULL, state state NOT NULL) PARTITION BY LIST (state);
CREATE TABLE issues_open PARTITION OF issues FOR VALUES IN ('open');
CREATE TABLE issues_rest PARTITION OF issues DEFAULT;
