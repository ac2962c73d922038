ALTER SEQUENCE users_id_seq RENAME TO numbers;
GRANT USAGE ON SEQUENCE numbers TO it_writer;
COMMENT ON SEQUENCE numbers IS 'of users';
