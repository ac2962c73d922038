CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE boxes (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'open', UNIQUE (state, id));
CREATE TABLE keys (box bigint, state state, FOREIGN KEY (state, box) REFERENCES boxes (state, id));
CREATE TABLE log (at timestamptz NOT NULL DEFAULT now(), box bigint);
CREATE FUNCTION log_box() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO log (box) VALUES (NEW.id);
    RETURN NEW;
END
$$;
CREATE TRIGGER log_box AFTER UPDATE OF state ON boxes
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION log_box();
