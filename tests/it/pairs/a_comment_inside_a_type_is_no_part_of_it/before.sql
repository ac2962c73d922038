CREATE TABLE users (name varchar/* as in the old system */(10));
