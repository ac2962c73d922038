SELECT
    t.tableoid::text, t.oid::text,
    CASE t.typtype
        WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'd' THEN 'domain'
        WHEN 'r' THEN 'range' ELSE 'other'
    END,
    n.nspname::text, t.typname::text,
    CASE WHEN t.typtype IN ('b', 'p') THEN 'TYPE ' ELSE '' END || format_type(t.oid, NULL),
    CASE WHEN t.typtype = 'c' THEN t.typrelid::text END,
    CASE t.typtype
    WHEN 'e' THEN 'CREATE TYPE ' || format_type(t.oid, NULL) || ' AS ENUM ()'
    WHEN 'c' THEN 'CREATE TYPE ' || format_type(t.oid, NULL) || ' AS ()'
    WHEN 'd' THEN 'CREATE DOMAIN ' || format_type(t.oid, NULL)
        || ' AS ' || format_type(t.typbasetype, t.typtypmod)
        || CASE WHEN t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
            THEN ' COLLATE ' || t.typcollation::regcollation ELSE '' END
    WHEN 'r' THEN 'CREATE TYPE ' || format_type(t.oid, NULL) || ' AS RANGE ('
        || concat_ws(
            ', ',
            'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
            (
                SELECT 'SUBTYPE_OPCLASS = ' || CASE WHEN pg_opclass_is_visible(o.oid) THEN ''
                    ELSE o.opcnamespace::regnamespace || '.' END || quote_ident(o.opcname)
                FROM pg_opclass o
                WHERE o.oid = r.rngsubopc AND NOT (o.opcdefault AND o.opcintype = r.rngsubtype)
            ),
            (
                SELECT 'COLLATION = ' || r.rngcollation::regcollation
                FROM pg_type b
                WHERE b.oid = r.rngsubtype AND b.typcollation <> r.rngcollation
            ),
            CASE WHEN r.rngcanonical::oid <> 0 THEN 'CANONICAL = ' || r.rngcanonical END,
            CASE WHEN r.rngsubdiff::oid <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff END,
            ( -- since 14
                SELECT 'MULTIRANGE_TYPE_NAME = ' || format_type(m.oid, NULL) -- since 14
                FROM pg_type m -- since 14
                WHERE m.oid = r.rngmultitypid -- since 14
                    AND (m.typnamespace, m.typname::text) IS DISTINCT FROM (t.typnamespace, -- since 14
                        CASE WHEN strpos(t.typname, 'range') > 0 -- since 14
                            THEN regexp_replace(t.typname, 'range', 'multirange') -- since 14
                            ELSE t.typname || '_multirange' END) -- since 14
            ), -- since 14
            NULL
        ) || ')'
    ELSE 'TYPE ' || format_type(t.oid, NULL)
    END,
    quote_ident(pg_get_userbyid(t.typowner)),
    CASE t.typtype
    WHEN 'e' THEN json_build_object('labels', (
        SELECT json_agg(enumlabel ORDER BY enumsortorder)::text FROM pg_enum WHERE enumtypid = t.oid
    ))::text
    WHEN 'd' THEN json_build_object(
        'default', coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
        'not null', CASE WHEN t.typnotnull THEN 'yes' END
    )::text
    END
FROM pg_type t
JOIN space n ON n.oid = t.typnamespace
LEFT JOIN pg_range r ON r.rngtypid = t.oid
WHERE t.oid >= 16384
    AND (
        t.typtype IN ('e', 'd', 'r')
        OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'
        OR t.typtype = 'p' AND NOT t.typisdefined
        OR t.typtype = 'b' AND NOT EXISTS (
            SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid
        )
    )
    AND (t.tableoid, t.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    c.tableoid::text, c.oid::text, 'collation', n.nspname::text, c.collname::text,
    c.oid::regcollation::text, NULL,
    'CREATE COLLATION ' || c.oid::regcollation || ' (' || concat_ws(
        ', ',
        'provider = ' || CASE c.collprovider
            WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
        CASE
        WHEN c.collprovider IN ('i', 'b') THEN 'locale = ' || quote_literal(c.colllocale) -- since 17
        WHEN c.collprovider = 'i' THEN 'locale = ' || quote_literal(c.colliculocale) -- since 15 before 17
        WHEN c.collcollate = c.collctype THEN 'locale = ' || quote_literal(c.collcollate)
        ELSE 'lc_collate = ' || quote_literal(c.collcollate)
            || ', lc_ctype = ' || quote_literal(c.collctype)
        END,
        CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END,
        'rules = ' || quote_literal(c.collicurules), -- since 16
        NULL
    ) || ')',
    quote_ident(pg_get_userbyid(c.collowner)), NULL
FROM pg_collation c
JOIN space n ON n.oid = c.collnamespace
WHERE c.oid >= 16384 AND (c.tableoid, c.oid) NOT IN (TABLE member)
