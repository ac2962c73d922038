SELECT
    l.tableoid::text, l.oid::text, 'other', NULL, l.lanname::text,
    'LANGUAGE ' || quote_ident(l.lanname), NULL, 'LANGUAGE ' || quote_ident(l.lanname),
    quote_ident(pg_get_userbyid(l.lanowner)), NULL
FROM pg_language l
WHERE l.oid >= 16384 AND (l.tableoid, l.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    t.tableoid::text, t.oid::text, 'other', NULL, '', w.name, NULL, w.name, NULL, NULL
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang,
LATERAL (
    SELECT 'TRANSFORM FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS name
) w
WHERE t.oid >= 16384 AND (t.tableoid, t.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    a.tableoid::text, a.oid::text, 'other', NULL, a.amname::text,
    'ACCESS METHOD ' || quote_ident(a.amname), NULL, 'ACCESS METHOD ' || quote_ident(a.amname), NULL, NULL
FROM pg_am a
WHERE a.oid >= 16384 AND (a.tableoid, a.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    c.tableoid::text, c.oid::text, 'other', n.nspname::text, c.conname::text, w.name, NULL, w.name,
    quote_ident(pg_get_userbyid(c.conowner)), NULL
FROM pg_conversion c
JOIN space n ON n.oid = c.connamespace,
LATERAL (
    SELECT 'CONVERSION ' || CASE WHEN pg_conversion_is_visible(c.oid) THEN ''
        ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.conname) AS name
) w
WHERE c.oid >= 16384 AND (c.tableoid, c.oid) NOT IN (TABLE member)
