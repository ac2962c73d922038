SELECT
    o.tableoid::text, o.oid::text, 'operator', n.nspname::text, o.oprname::text,
    w.name || ' (' || coalesce(w.left_type, 'NONE') || ', ' || coalesce(w.right_type, 'NONE') || ')',
    NULL,
    'CREATE OPERATOR ' || w.name || ' (' || concat_ws(
        ', ',
        'FUNCTION = ' || o.oprcode,
        'LEFTARG = ' || w.left_type,
        'RIGHTARG = ' || w.right_type,
        (
            SELECT 'COMMUTATOR = ' || CASE WHEN pg_operator_is_visible(x.oid) THEN x.oprname::text
                ELSE 'OPERATOR(' || x.oprnamespace::regnamespace || '.' || x.oprname || ')' END
            FROM pg_operator x
            WHERE x.oid = o.oprcom
        ),
        (
            SELECT 'NEGATOR = ' || CASE WHEN pg_operator_is_visible(x.oid) THEN x.oprname::text
                ELSE 'OPERATOR(' || x.oprnamespace::regnamespace || '.' || x.oprname || ')' END
            FROM pg_operator x
            WHERE x.oid = o.oprnegate
        ),
        CASE WHEN o.oprrest::oid <> 0 THEN 'RESTRICT = ' || o.oprrest END,
        CASE WHEN o.oprjoin::oid <> 0 THEN 'JOIN = ' || o.oprjoin END,
        CASE WHEN o.oprcanhash THEN 'HASHES' END,
        CASE WHEN o.oprcanmerge THEN 'MERGES' END
    ) || ')',
    quote_ident(pg_get_userbyid(o.oprowner)), NULL
FROM pg_operator o
JOIN space n ON n.oid = o.oprnamespace,
LATERAL (
    SELECT
        CASE WHEN pg_operator_is_visible(o.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
            || o.oprname AS name,
        CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS left_type,
        CASE WHEN o.oprright <> 0 THEN format_type(o.oprright, NULL) END AS right_type
) w
WHERE o.oid >= 16384 AND o.oprcode::oid <> 0 AND (o.tableoid, o.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    f.tableoid::text, f.oid::text, 'operator family', n.nspname::text, f.opfname::text, w.name, NULL,
    'CREATE OPERATOR FAMILY ' || w.name
        || coalesce(E';\nALTER OPERATOR FAMILY ' || w.name || ' ADD ' || m.list, ''),
    quote_ident(pg_get_userbyid(f.opfowner)), NULL
FROM pg_opfamily f
JOIN space n ON n.oid = f.opfnamespace
JOIN pg_am a ON a.oid = f.opfmethod,
LATERAL (
    SELECT CASE WHEN pg_opfamily_is_visible(f.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
        || quote_ident(f.opfname) || ' USING ' || quote_ident(a.amname) AS name
) w
LEFT JOIN LATERAL (
    SELECT string_agg(part.text, ', ' ORDER BY part.sort, part.number, part.text COLLATE "C") AS list
    FROM part
    WHERE part.family = f.oid AND part.class IS NULL
) m ON true
WHERE f.oid >= 16384 AND (f.tableoid, f.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    c.tableoid::text, c.oid::text, 'operator class', n.nspname::text, c.opcname::text, w.name, NULL,
    'CREATE OPERATOR CLASS ' || w.bare || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END
        || ' FOR TYPE ' || format_type(c.opcintype, NULL) || ' USING ' || quote_ident(a.amname)
        || ' FAMILY ' || (
            SELECT CASE WHEN pg_opfamily_is_visible(f.oid) THEN ''
                ELSE f.opfnamespace::regnamespace || '.' END || quote_ident(f.opfname)
            FROM pg_opfamily f
            WHERE f.oid = c.opcfamily
        )
        || ' AS ' || concat_ws(
            ', ',
            CASE WHEN c.opckeytype <> 0 OR m.list IS NULL THEN 'STORAGE '
                || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END,
            m.list
        ),
    quote_ident(pg_get_userbyid(c.opcowner)), NULL
FROM pg_opclass c
JOIN space n ON n.oid = c.opcnamespace
JOIN pg_am a ON a.oid = c.opcmethod,
LATERAL (
    SELECT b.bare, b.bare || ' USING ' || quote_ident(a.amname) AS name
    FROM (
        SELECT CASE WHEN pg_opclass_is_visible(c.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
            || quote_ident(c.opcname) AS bare
    ) b
) w
LEFT JOIN LATERAL (
    SELECT string_agg(part.text, ', ' ORDER BY part.sort, part.number, part.text COLLATE "C") AS list
    FROM part
    WHERE part.class = c.oid
) m ON true
WHERE c.oid >= 16384 AND (c.tableoid, c.oid) NOT IN (TABLE member)
