SELECT
    c.tableoid::text, c.oid::text, 'text search', n.nspname::text, c.cfgname::text,
    'TEXT SEARCH CONFIGURATION ' || c.oid::regconfig, NULL,
    'CREATE TEXT SEARCH CONFIGURATION ' || c.oid::regconfig || ' (PARSER = ' || (
        SELECT CASE WHEN pg_ts_parser_is_visible(p.oid) THEN ''
            ELSE p.prsnamespace::regnamespace || '.' END || quote_ident(p.prsname)
        FROM pg_ts_parser p
        WHERE p.oid = c.cfgparser
    ) || ')' || coalesce((
        SELECT string_agg(
            E';\nALTER TEXT SEARCH CONFIGURATION ' || c.oid::regconfig
                || ' ADD MAPPING FOR ' || g.tokens || ' WITH ' || g.dictionaries,
            '' ORDER BY g.tokens COLLATE "C"
        )
        FROM (
            SELECT string_agg(quote_ident(k.alias), ', ' ORDER BY k.tokid) AS tokens, m.dictionaries
            FROM (
                SELECT maptokentype,
                    string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno) AS dictionaries
                FROM pg_ts_config_map
                WHERE mapcfg = c.oid
                GROUP BY maptokentype
            ) m
            JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
            GROUP BY m.dictionaries
        ) g
    ), ''),
    quote_ident(pg_get_userbyid(c.cfgowner)), NULL
FROM pg_ts_config c
JOIN space n ON n.oid = c.cfgnamespace
WHERE c.oid >= 16384 AND (c.tableoid, c.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    d.tableoid::text, d.oid::text, 'text search', n.nspname::text, d.dictname::text,
    'TEXT SEARCH DICTIONARY ' || d.oid::regdictionary, NULL,
    'CREATE TEXT SEARCH DICTIONARY ' || d.oid::regdictionary || ' (TEMPLATE = ' || (
        SELECT CASE WHEN pg_ts_template_is_visible(t.oid) THEN ''
            ELSE t.tmplnamespace::regnamespace || '.' END || quote_ident(t.tmplname)
        FROM pg_ts_template t
        WHERE t.oid = d.dicttemplate
    ) || coalesce(', ' || d.dictinitoption, '') || ')',
    quote_ident(pg_get_userbyid(d.dictowner)), NULL
FROM pg_ts_dict d
JOIN space n ON n.oid = d.dictnamespace
WHERE d.oid >= 16384 AND (d.tableoid, d.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    p.tableoid::text, p.oid::text, 'other', n.nspname::text, p.prsname::text, w.name, NULL, w.name,
    NULL, NULL
FROM pg_ts_parser p
JOIN space n ON n.oid = p.prsnamespace,
LATERAL (
    SELECT 'TEXT SEARCH PARSER ' || CASE WHEN pg_ts_parser_is_visible(p.oid) THEN ''
        ELSE quote_ident(n.nspname) || '.' END || quote_ident(p.prsname) AS name
) w
WHERE p.oid >= 16384 AND (p.tableoid, p.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    t.tableoid::text, t.oid::text, 'other', n.nspname::text, t.tmplname::text, w.name, NULL, w.name,
    NULL, NULL
FROM pg_ts_template t
JOIN space n ON n.oid = t.tmplnamespace,
LATERAL (
    SELECT 'TEXT SEARCH TEMPLATE ' || CASE WHEN pg_ts_template_is_visible(t.oid) THEN ''
        ELSE quote_ident(n.nspname) || '.' END || quote_ident(t.tmplname) AS name
) w
WHERE t.oid >= 16384 AND (t.tableoid, t.oid) NOT IN (TABLE member)
