COMMENT ON SCHEMA app IS 'new
in two lines';
COMMENT ON TYPE app.state IS 'new';
COMMENT ON TABLE app.users IS NULL;
COMMENT ON COLUMN app.users.name IS E'a back\\slash';
COMMENT ON FUNCTION app.f(integer) IS 'new';
COMMENT ON CONSTRAINT one ON app.users IS 'the key';
COMMENT ON CONSTRAINT two ON app.users IS 'not empty';
COMMENT ON INDEX app.by_name IS 'new';
COMMENT ON COLUMN app.names.name IS 'new';
COMMENT ON VIEW app.names IS 'it''s new';
