CREATE TABLE papers (id int PRIMARY KEY, holder text NOT NULL, open boolean NOT NULL);
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
ALTER TABLE papers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_ones ON papers TO it_reader, it_writer USING (holder = current_user OR open) WITH CHECK (holder = current_user);
CREATE POLICY never ON papers AS RESTRICTIVE FOR UPDATE TO it_keeper USING (id > 0);
