DROP POLICY own_ones ON papers;
DROP TRIGGER noted ON papers;
DROP RULE kept ON papers;
ALTER TABLE papers ALTER COLUMN holder TYPE bigint;

CREATE RULE kept AS
    ON DELETE TO papers
   WHERE (old.holder = 0) DO INSTEAD NOTHING;
CREATE TRIGGER noted AFTER UPDATE ON papers FOR EACH ROW WHEN ((old.holder <> new.holder)) EXECUTE FUNCTION noted();
ALTER TABLE papers DISABLE TRIGGER noted;
CREATE POLICY own_ones ON papers FOR SELECT TO it_reader USING ((holder = 1));
COMMENT ON POLICY own_ones ON papers IS 'only theirs';
