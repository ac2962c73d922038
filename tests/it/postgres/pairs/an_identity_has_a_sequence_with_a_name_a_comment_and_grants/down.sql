ALTER SEQUENCE numbers RENAME TO users_id_seq;
REVOKE USAGE ON SEQUENCE users_id_seq FROM it_writer;
COMMENT ON SEQUENCE users_id_seq IS NULL;
