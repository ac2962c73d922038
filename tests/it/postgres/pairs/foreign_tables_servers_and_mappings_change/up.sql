DROP FOREIGN TABLE gone;
DROP VIEW bodies;
DROP FOREIGN TABLE lines;
DROP SERVER disk;
DROP FOREIGN DATA WRAPPER files;

CREATE FUNCTION noted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN NEW; END$function$;
CREATE FOREIGN DATA WRAPPER files OPTIONS (root '/');
CREATE SERVER disk FOREIGN DATA WRAPPER files OPTIONS (label 'c');
GRANT USAGE ON FOREIGN SERVER disk TO it_writer;
COMMENT ON SERVER disk IS 'here';

CREATE FOREIGN TABLE lines (
    id integer NOT NULL,
    body text OPTIONS (encoding 'utf-8'),
    size integer DEFAULT 0,
    CONSTRAINT lines_size_check CHECK ((size >= 0))
) SERVER disk OPTIONS (file 'a.txt');
COMMENT ON COLUMN lines.id IS 'the number';
GRANT SELECT ON TABLE lines TO it_reader;
COMMENT ON FOREIGN TABLE lines IS 'of a file';

CREATE VIEW bodies AS
 SELECT lines.body
   FROM lines;
CREATE TRIGGER noted AFTER INSERT ON lines FOR EACH ROW EXECUTE FUNCTION noted();
CREATE USER MAPPING FOR it_reader SERVER disk OPTIONS (name 'ada');
