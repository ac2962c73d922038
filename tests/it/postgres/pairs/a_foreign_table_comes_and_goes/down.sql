DROP VIEW names;
DROP FOREIGN TABLE fresh;
DROP SERVER elsewhere;
DROP VIEW notes;
DROP FOREIGN TABLE kept;

CREATE FOREIGN TABLE gone (
    id integer NOT NULL,
    name text OPTIONS (column_name 'n')
) SERVER there OPTIONS (table_name 't');
COMMENT ON FOREIGN TABLE gone IS 'of others';

CREATE FOREIGN TABLE kept (
    id integer,
    note text
) SERVER there;

CREATE VIEW notes AS
 SELECT kept.note
   FROM kept;
