CREATE SCHEMA tools;
CREATE EXTENSION pgcrypto WITH SCHEMA tools;
COMMENT ON EXTENSION pgcrypto IS 'random bytes';
ALTER TABLE users ADD COLUMN token bytea DEFAULT tools.gen_random_bytes(8) NOT NULL;
