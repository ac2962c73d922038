DROP RULE kept ON live;
DROP RULE logged ON live;

CREATE RULE logged AS
    ON UPDATE TO live DO  INSERT INTO log (note)
  VALUES (old.note);
