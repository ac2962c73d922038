CREATE TABLE things (state text DEFAULT 'new');
CREATE TABLE drills () INHERITS (things);
