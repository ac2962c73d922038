DROP USER MAPPING FOR it_reader SERVER disk;
DROP TRIGGER noted ON lines;
DROP VIEW bodies;
DROP FOREIGN TABLE lines;
DROP SERVER disk;
DROP FOREIGN DATA WRAPPER files;
DROP FUNCTION noted();
CREATE FOREIGN DATA WRAPPER files;
CREATE SERVER disk FOREIGN DATA WRAPPER files;

CREATE FOREIGN TABLE gone (
    id integer
) SERVER disk;
COMMENT ON FOREIGN TABLE gone IS 'soon';

CREATE FOREIGN TABLE lines (
    id integer,
    body text
) SERVER disk;

CREATE VIEW bodies AS
 SELECT lines.body
   FROM lines;
