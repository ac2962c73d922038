DROP POLICY old_one ON papers;
DROP POLICY own_ones ON papers;
ALTER TABLE papers FORCE ROW LEVEL SECURITY;
CREATE POLICY never ON papers AS RESTRICTIVE FOR UPDATE TO it_keeper USING ((id > 0));
CREATE POLICY own_ones ON papers TO it_reader, it_writer USING (((holder = CURRENT_USER) OR open)) WITH CHECK ((holder = CURRENT_USER));
