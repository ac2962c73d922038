CREATE TABLE live (id int PRIMARY KEY, note text);
CREATE TABLE log (note text);
CREATE RULE logged AS ON UPDATE TO live DO ALSO INSERT INTO log VALUES (OLD.note);
