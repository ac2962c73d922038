ALTER TABLE ONLY users ALTER COLUMN id DROP DEFAULT;
ALTER SEQUENCE users_id_seq RENAME TO users_id_seq_old;
ALTER TABLE users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval('users_id_seq', last_value, is_called) FROM users_id_seq_old;
DROP SEQUENCE users_id_seq_old;
