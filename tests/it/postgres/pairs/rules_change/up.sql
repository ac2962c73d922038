DROP RULE logged ON live;

CREATE RULE kept AS
    ON DELETE TO live DO INSTEAD NOTHING;
COMMENT ON RULE kept ON live IS 'nothing goes';

CREATE RULE logged AS
    ON UPDATE TO live
   WHERE (new.note <> old.note) DO ( INSERT INTO log (note)
  VALUES (old.note);
 INSERT INTO log (note)
  VALUES (new.note);
);
