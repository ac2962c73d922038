SELECT
    t.tableoid::text, t.oid::text, 'trigger', n.nspname::text, t.tgname::text,
    quote_ident(t.tgname) || ' ON ' || t.tgrelid::regclass, t.tgrelid::text,
    pg_get_triggerdef(t.oid), NULL,
    json_build_object('enabled', CASE t.tgenabled
        WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
    )::text
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN space n ON n.oid = c.relnamespace
WHERE t.oid >= 16384 AND NOT t.tgisinternal AND t.tgparentid = 0
    AND (t.tableoid, t.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    r.tableoid::text, r.oid::text, 'rule', n.nspname::text, r.rulename::text,
    quote_ident(r.rulename) || ' ON ' || r.ev_class::regclass, r.ev_class::text,
    pg_get_ruledef(r.oid), NULL,
    json_build_object('enabled', CASE r.ev_enabled
        WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
    )::text
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN space n ON n.oid = c.relnamespace
WHERE r.oid >= 16384 AND r.rulename <> '_RETURN' AND (r.tableoid, r.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    p.tableoid::text, p.oid::text, 'policy', n.nspname::text, p.polname::text,
    quote_ident(p.polname) || ' ON ' || p.polrelid::regclass, p.polrelid::text,
    'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || p.polrelid::regclass
        || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
        || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT'
            WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END
        || coalesce(' TO ' || (
            SELECT string_agg(quote_ident(pg_get_userbyid(role)), ', '
                ORDER BY pg_get_userbyid(role) COLLATE "C")
            FROM unnest(p.polroles) role
            WHERE role <> 0
        ), '')
        || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
        || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
    NULL, NULL
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN space n ON n.oid = c.relnamespace
WHERE p.oid >= 16384
UNION ALL
SELECT
    s.tableoid::text, s.oid::text, 'statistics', n.nspname::text, s.stxname::text,
    w.name, s.stxrelid::text,
    'CREATE STATISTICS ' || w.name || substr(
        pg_get_statisticsobjdef(s.oid),
        length('CREATE STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(s.stxname)) + 1
    ),
    quote_ident(pg_get_userbyid(s.stxowner)),
    json_build_object(
        'statistics target', CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END
    )::text
FROM pg_statistic_ext s
JOIN space n ON n.oid = s.stxnamespace,
LATERAL (
    SELECT CASE WHEN pg_statistics_obj_is_visible(s.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
        || quote_ident(s.stxname) AS name
) w
WHERE s.oid >= 16384 AND (s.tableoid, s.oid) NOT IN (TABLE member)
