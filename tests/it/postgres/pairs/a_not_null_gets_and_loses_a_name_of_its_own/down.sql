ALTER TABLE users DROP COLUMN extra;
ALTER TABLE base RENAME CONSTRAINT base_a_not_null TO base_has_a;
ALTER TABLE base RENAME CONSTRAINT base_has_b TO base_b_not_null;
ALTER TABLE users RENAME CONSTRAINT numbered TO users_id_not_null;
ALTER TABLE users RENAME CONSTRAINT users_mail_not_null TO reachable;
ALTER TABLE users RENAME CONSTRAINT named TO users_name_not_null;
ALTER TABLE users ALTER COLUMN phone DROP NOT NULL;
