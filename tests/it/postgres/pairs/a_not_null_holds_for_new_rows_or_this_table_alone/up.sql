ALTER TABLE base DROP CONSTRAINT base_b_not_null;
ALTER TABLE users DROP CONSTRAINT phone_from_now_on;

-- Stops at a row where base.b is NULL.
ALTER TABLE base ADD CONSTRAINT base_b_not_null NOT NULL b;
ALTER TABLE users ALTER COLUMN mail DROP NOT NULL;

-- Stops at a row where users.phone is NULL.
ALTER TABLE users ADD CONSTRAINT phone_from_now_on NOT NULL phone;

CREATE TABLE late (
    x integer
);

-- Stops at a row that does not satisfy it.
ALTER TABLE base ADD CONSTRAINT base_has_a NOT NULL a NO INHERIT;
ALTER TABLE late ADD CONSTRAINT x_from_now_on NOT NULL x NOT VALID;
ALTER TABLE users ADD CONSTRAINT mail_from_now_on NOT NULL mail NOT VALID;
ALTER TABLE users ADD CONSTRAINT name_from_now_on NOT NULL name NOT VALID;
