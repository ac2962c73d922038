CREATE TABLE papers (id int PRIMARY KEY, holder bigint NOT NULL, title text);
CREATE TABLE log (note text);
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_ones ON papers FOR SELECT TO it_reader USING (holder = 1);
COMMENT ON POLICY own_ones ON papers IS 'only theirs';
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (NEW.title); RETURN NEW; END';
CREATE TRIGGER noted AFTER UPDATE ON papers FOR EACH ROW WHEN (OLD.holder <> NEW.holder) EXECUTE FUNCTION noted();
ALTER TABLE papers DISABLE TRIGGER noted;
CREATE RULE kept AS ON DELETE TO papers WHERE OLD.holder = 0 DO INSTEAD NOTHING;
