CREATE TABLE issues (id int PRIMARY KEY, state text NOT NULL DEFAULT 'open');
