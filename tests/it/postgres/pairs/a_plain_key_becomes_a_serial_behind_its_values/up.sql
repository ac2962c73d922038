CREATE SEQUENCE users_id_seq AS integer;
ALTER TABLE ONLY users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass);

-- The next value comes behind those that there are.
SELECT setval('users_id_seq', max(id)) FROM users HAVING max(id) >= 1;
ALTER SEQUENCE users_id_seq OWNED BY users.id;
