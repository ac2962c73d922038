CREATE TABLE drills () INHERITS (things);
