CREATE TABLE things (state text);
CREATE TABLE drills ();
