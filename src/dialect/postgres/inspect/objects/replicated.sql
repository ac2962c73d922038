SELECT
    e.tableoid::text, e.oid::text, 'event trigger', NULL, e.evtname::text, quote_ident(e.evtname), NULL,
    'CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || quote_ident(e.evtevent)
        || coalesce(' WHEN TAG IN (' || (
            SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag COLLATE "C")
            FROM unnest(e.evttags) tag
        ) || ')', '')
        || ' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()',
    quote_ident(pg_get_userbyid(e.evtowner)),
    json_build_object('enabled', CASE e.evtenabled
        WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
    )::text
FROM pg_event_trigger e
WHERE (e.tableoid, e.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    p.tableoid::text, p.oid::text, 'publication', NULL, p.pubname::text, quote_ident(p.pubname), NULL,
    'CREATE PUBLICATION ' || quote_ident(p.pubname)
        || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(
            ', ',
            (
                SELECT 'TABLE ' || string_agg(t.text, ', ' ORDER BY t.text COLLATE "C")
                FROM (
                    SELECT CASE WHEN EXISTS (
                            SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
                            WHERE i.inhparent = r.prrelid AND c.relkind = 'r'
                        ) THEN 'ONLY ' ELSE '' END
                        || r.prrelid::regclass
                        || coalesce(' (' || ( -- since 15
                            SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) -- since 15
                            FROM pg_attribute a -- since 15
                            WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs) -- since 15
                        ) || ')', '') -- since 15
                        || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '') -- since 15
                        AS text
                    FROM pg_publication_rel r
                    WHERE r.prpubid = p.oid
                ) t
            ),
            ( -- since 15
                SELECT 'TABLES IN SCHEMA ' || string_agg( -- since 15
                    quote_ident(n.nspname), ', ' ORDER BY n.nspname COLLATE "C") -- since 15
                FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid -- since 15
                WHERE s.pnpubid = p.oid -- since 15
            ), -- since 15
            NULL
        ), ''), '') END
        || coalesce(' WITH (' || nullif(concat_ws(
            ', ',
            CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate)
                THEN 'publish = ' || quote_literal(concat_ws(
                    ', ',
                    CASE WHEN p.pubinsert THEN 'insert' END,
                    CASE WHEN p.pubupdate THEN 'update' END,
                    CASE WHEN p.pubdelete THEN 'delete' END,
                    CASE WHEN p.pubtruncate THEN 'truncate' END
                ))
            END,
            CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END,
            CASE WHEN p.pubgencols = 's' THEN 'publish_generated_columns = stored' END, -- since 18
            NULL
        ), '') || ')', ''),
    quote_ident(pg_get_userbyid(p.pubowner)), NULL
FROM pg_publication p
WHERE (p.tableoid, p.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    'pg_subscription'::regclass::oid::text, s.oid::text, 'other', NULL, s.subname::text,
    'SUBSCRIPTION ' || quote_ident(s.subname), NULL, 'SUBSCRIPTION ' || quote_ident(s.subname),
    quote_ident(pg_get_userbyid(s.subowner)), NULL
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
