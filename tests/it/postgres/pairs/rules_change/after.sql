CREATE TABLE live (id int PRIMARY KEY, note text);
CREATE TABLE log (note text);
CREATE RULE logged AS ON UPDATE TO live WHERE NEW.note <> OLD.note DO ALSO (INSERT INTO log VALUES (OLD.note); INSERT INTO log VALUES (NEW.note));
CREATE RULE kept AS ON DELETE TO live DO INSTEAD NOTHING;
COMMENT ON RULE kept ON live IS 'nothing goes';
