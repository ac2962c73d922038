-- What stands before the other queries: the schemas that users make, with what is written before
-- the names of their objects; names that the server's own relations hide; what extensions brought;
-- and which classes an index takes for a type where it names none.
WITH space AS MATERIALIZED (
    SELECT oid, nspname, quote_ident(nspname) || '.' AS qualifier,
        CASE WHEN nspname = current_schema() THEN '' ELSE quote_ident(nspname) || '.' END AS prefix
    FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), hidden AS MATERIALIZED (
    SELECT relname
    FROM pg_class
    WHERE oid < 16384 AND relnamespace = 'pg_catalog'::regnamespace
), member AS MATERIALIZED (
    SELECT classid, objid
    FROM pg_depend
    WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
), usual AS MATERIALIZED (
    SELECT oid AS class, opcintype AS type
    FROM pg_opclass
    WHERE opcdefault AND oid < 16384
    UNION ALL
    SELECT oid, 'varchar'::regtype
    FROM pg_opclass t
    WHERE opcdefault AND oid < 16384 AND opcintype = 'text'::regtype
        AND NOT EXISTS (
            SELECT FROM pg_opclass v
            WHERE v.opcmethod = t.opcmethod AND v.opcdefault AND v.opcintype = 'varchar'::regtype
        )
)
