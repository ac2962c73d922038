DROP POLICY never ON papers;
DROP POLICY own_ones ON papers;
ALTER TABLE papers NO FORCE ROW LEVEL SECURITY;
CREATE POLICY old_one ON papers FOR DELETE TO it_writer USING (false);
CREATE POLICY own_ones ON papers USING ((holder = CURRENT_USER));
