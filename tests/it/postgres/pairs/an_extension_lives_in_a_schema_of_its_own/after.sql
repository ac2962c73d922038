CREATE SCHEMA tools;
CREATE EXTENSION pgcrypto SCHEMA tools;
CREATE TABLE users (id int PRIMARY KEY, token bytea NOT NULL DEFAULT tools.gen_random_bytes(8));
COMMENT ON EXTENSION pgcrypto IS 'random bytes';
