ALTER TABLE base DROP CONSTRAINT base_has_a;
ALTER TABLE users DROP CONSTRAINT mail_from_now_on;
ALTER TABLE users DROP CONSTRAINT name_from_now_on;
DROP TABLE late;
ALTER TABLE base ALTER COLUMN b DROP NOT NULL;

-- Stops at a row where users.mail is NULL.
ALTER TABLE users ALTER COLUMN mail SET NOT NULL;
ALTER TABLE users ALTER COLUMN phone DROP NOT NULL;

-- Stops at a row that does not satisfy it.
ALTER TABLE base ADD CONSTRAINT base_b_not_null NOT NULL b NO INHERIT;
ALTER TABLE users ADD CONSTRAINT phone_from_now_on NOT NULL phone NOT VALID;
