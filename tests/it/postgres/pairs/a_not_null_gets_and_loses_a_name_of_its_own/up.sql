ALTER TABLE base RENAME CONSTRAINT base_has_a TO base_a_not_null;
ALTER TABLE base RENAME CONSTRAINT base_b_not_null TO base_has_b;
ALTER TABLE users RENAME CONSTRAINT users_id_not_null TO numbered;
ALTER TABLE users RENAME CONSTRAINT reachable TO users_mail_not_null;
ALTER TABLE users RENAME CONSTRAINT users_name_not_null TO named;

-- Stops at a row where users.phone is NULL.
ALTER TABLE users ADD CONSTRAINT users_phone_not_null NOT NULL phone;
ALTER TABLE users ADD COLUMN extra integer DEFAULT 0 CONSTRAINT extra_is_there NOT NULL;
