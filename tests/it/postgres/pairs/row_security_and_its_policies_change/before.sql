CREATE TABLE papers (id int PRIMARY KEY, holder text NOT NULL, open boolean NOT NULL);
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_ones ON papers USING (holder = current_user);
CREATE POLICY old_one ON papers FOR DELETE TO it_writer USING (false);
