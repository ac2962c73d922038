CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME numbers), name text);
COMMENT ON SEQUENCE numbers IS 'of users';
GRANT USAGE ON SEQUENCE numbers TO it_writer;
