DROP FOREIGN TABLE gone;
DROP VIEW notes;
DROP FOREIGN TABLE kept;

CREATE FOREIGN TABLE kept (
    id integer,
    note character varying(10)
) SERVER there;
COMMENT ON FOREIGN TABLE kept IS 'stays';

CREATE VIEW notes AS
 SELECT kept.note
   FROM kept;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER dummy OPTIONS (host 'far');

CREATE FOREIGN TABLE fresh (
    id integer DEFAULT 1,
    name text,
    CONSTRAINT fresh_id_check CHECK ((id > 0))
) SERVER elsewhere;
ALTER FOREIGN TABLE fresh ALTER COLUMN name SET STATISTICS 10;
COMMENT ON COLUMN fresh.name IS 'what it is called';
GRANT SELECT ON TABLE fresh TO it_reader;

CREATE VIEW names AS
 SELECT fresh.name
   FROM fresh;
