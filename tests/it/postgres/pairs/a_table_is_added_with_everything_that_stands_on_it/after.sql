CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE members (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    name    text NOT NULL DEFAULT 'nobody' CHECK (name <> ''),
    mail    text UNIQUE,
    shouted text GENERATED ALWAYS AS (upper(name)) STORED
);
CREATE INDEX members_by_team ON members (team_id, name DESC);
COMMENT ON TABLE members IS 'who is in which team';
COMMENT ON COLUMN members.mail IS 'it''s checked elsewhere';
CREATE FUNCTION members_lower() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.mail := lower(NEW.mail);
    RETURN NEW;
END
$$;
CREATE TRIGGER members_lower BEFORE INSERT OR UPDATE OF mail ON members
    FOR EACH ROW EXECUTE FUNCTION members_lower();
GRANT SELECT, INSERT ON members TO it_writer;
