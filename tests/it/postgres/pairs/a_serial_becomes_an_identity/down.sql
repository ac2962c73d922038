CREATE SEQUENCE users_id_seq_old AS integer;
SELECT setval('users_id_seq_old', last_value, is_called) FROM users_id_seq;
ALTER TABLE users ALTER COLUMN id DROP IDENTITY;
ALTER SEQUENCE users_id_seq_old RENAME TO users_id_seq;
ALTER TABLE ONLY users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass);
ALTER SEQUENCE users_id_seq OWNED BY users.id;
