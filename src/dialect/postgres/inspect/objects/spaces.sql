SELECT
    s.tableoid::text, s.oid::text, 'schema', s.nspname::text, s.nspname::text,
    quote_ident(s.nspname), NULL::text,
    'CREATE SCHEMA ' || quote_ident(s.nspname),
    quote_ident(pg_get_userbyid(s.nspowner)), NULL::text
FROM pg_namespace s
JOIN space n ON n.oid = s.oid
WHERE (s.tableoid, s.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    e.tableoid::text, e.oid::text, 'extension', NULL, e.extname::text,
    quote_ident(e.extname), NULL,
    'CREATE EXTENSION ' || quote_ident(e.extname) || ' WITH SCHEMA ' || e.extnamespace::regnamespace,
    quote_ident(pg_get_userbyid(e.extowner)), json_build_object(
        'version', e.extversion,
        '~relocatable', CASE WHEN e.extrelocatable THEN 'yes' END,
        '~default version', a.default_version,
        '~comment', a.comment
    )::text
FROM pg_extension e
LEFT JOIN LATERAL (
    SELECT known.comment, known.default_version
    FROM pg_available_extensions() known WHERE known.name = e.extname OFFSET 0
) a ON true
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT
    d.tableoid::text, d.oid::text, 'default privileges', NULL, '',
    'FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole))
        || coalesce(' IN SCHEMA ' || nullif(d.defaclnamespace, 0)::regnamespace, '')
        || ' ON ' || w.what,
    NULL,
    'ALTER DEFAULT PRIVILEGES FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole))
        || coalesce(' IN SCHEMA ' || nullif(d.defaclnamespace, 0)::regnamespace, ''),
    NULL, json_build_object('objects', w.what)::text
FROM pg_default_acl d, LATERAL (SELECT CASE d.defaclobjtype
    WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
    WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS'
END AS what) w
