DROP POLICY seen ON issues;
DROP VIEW few;
DROP VIEW others;
DROP INDEX issues_open;
ALTER TABLE issues DROP CONSTRAINT issues_points_check;
ALTER TABLE issues DROP CONSTRAINT issues_state_check;
ALTER TABLE issues DROP CONSTRAINT one_of_many;
ALTER TABLE issues DISABLE ROW LEVEL SECURITY;
