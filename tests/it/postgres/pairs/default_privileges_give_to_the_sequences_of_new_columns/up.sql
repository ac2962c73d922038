CREATE TYPE mood AS ENUM ('calm');

CREATE TABLE numbered (
    id serial,
    other integer GENERATED ALWAYS AS IDENTITY NOT NULL
);
REVOKE SELECT ON TABLE numbered FROM pg_monitor;
REVOKE USAGE ON SEQUENCE numbered_other_seq FROM pg_monitor;
REVOKE USAGE ON SEQUENCE numbered_id_seq FROM pg_monitor;
