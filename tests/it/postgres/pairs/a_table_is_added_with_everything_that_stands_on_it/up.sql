CREATE TABLE members (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    team_id bigint NOT NULL,
    name text DEFAULT 'nobody'::text NOT NULL,
    mail text,
    shouted text GENERATED ALWAYS AS (upper(name)) STORED,
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_mail_key UNIQUE (mail),
    CONSTRAINT members_name_check CHECK ((name <> ''::text)),
    CONSTRAINT members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
);
GRANT INSERT, SELECT ON TABLE members TO it_writer;
COMMENT ON TABLE members IS 'who is in which team';
COMMENT ON COLUMN members.mail IS 'it''s checked elsewhere';

CREATE FUNCTION members_lower()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.mail := lower(NEW.mail);
    RETURN NEW;
END
$function$;
CREATE INDEX members_by_team ON members USING btree (team_id, name DESC);
CREATE TRIGGER members_lower BEFORE INSERT OR UPDATE OF mail ON members FOR EACH ROW EXECUTE FUNCTION members_lower();
