DROP INDEX issues_new;
ALTER TABLE issues DROP CONSTRAINT issues_check;
ALTER TABLE ONLY issues ALTER COLUMN state SET DEFAULT 'open'::state;
