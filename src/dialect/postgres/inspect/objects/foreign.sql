SELECT
    f.tableoid::text, f.oid::text, CASE WHEN w.secret THEN 'other' ELSE 'foreign' END, NULL, f.fdwname::text,
    'FOREIGN DATA WRAPPER ' || quote_ident(f.fdwname), NULL,
    CASE WHEN w.secret THEN '' ELSE 'CREATE ' END || 'FOREIGN DATA WRAPPER ' || quote_ident(f.fdwname)
        || CASE WHEN f.fdwhandler <> 0 THEN ' HANDLER ' || f.fdwhandler::regproc ELSE '' END
        || CASE WHEN f.fdwvalidator <> 0 THEN ' VALIDATOR ' || f.fdwvalidator::regproc ELSE '' END
        || CASE WHEN w.secret THEN '' ELSE coalesce(' OPTIONS (' || w.list || ')', '') END,
    quote_ident(pg_get_userbyid(f.fdwowner)), NULL
FROM pg_foreign_data_wrapper f, LATERAL (
    SELECT
        coalesce(bool_or(option_name ~* 'passw|secret|token' OR option_value ~* 'passw'), false) AS secret,
        string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', '
            ORDER BY option_name COLLATE "C") AS list
    FROM pg_options_to_table(f.fdwoptions)
) w
WHERE (f.tableoid, f.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    s.tableoid::text, s.oid::text, CASE WHEN w.secret THEN 'other' ELSE 'foreign' END, NULL, s.srvname::text,
    'SERVER ' || quote_ident(s.srvname), NULL,
    CASE WHEN w.secret THEN '' ELSE 'CREATE ' END || 'SERVER ' || quote_ident(s.srvname)
        || coalesce(' TYPE ' || quote_literal(s.srvtype), '')
        || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
        || ' FOREIGN DATA WRAPPER ' || quote_ident(f.fdwname)
        || CASE WHEN w.secret THEN '' ELSE coalesce(' OPTIONS (' || w.list || ')', '') END,
    quote_ident(pg_get_userbyid(s.srvowner)), NULL
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw,
LATERAL (
    SELECT
        coalesce(bool_or(option_name ~* 'passw|secret|token' OR option_value ~* 'passw'), false) AS secret,
        string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', '
            ORDER BY option_name COLLATE "C") AS list
    FROM pg_options_to_table(s.srvoptions)
) w
WHERE (s.tableoid, s.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    'pg_user_mapping'::regclass::oid::text, u.umid::text,
    CASE WHEN w.secret THEN 'other' ELSE 'foreign' END, NULL, '', w.name, NULL,
    CASE WHEN w.secret THEN '' ELSE 'CREATE ' END || w.name
        || CASE WHEN w.secret THEN '' ELSE coalesce(' OPTIONS (' || w.list || ')', '') END,
    NULL, NULL
FROM pg_user_mappings u, LATERAL (
    SELECT
        'USER MAPPING FOR ' || CASE WHEN u.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END
            || ' SERVER ' || quote_ident(u.srvname) AS name,
        coalesce(bool_or(option_name ~* 'passw|secret|token' OR option_value ~* 'passw'), false) AS secret,
        string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', '
            ORDER BY option_name COLLATE "C") AS list
    FROM pg_options_to_table(u.umoptions)
) w
