-- Tables, views, sequences, foreign tables, and what composite types keep their columns in.
SELECT
    c.oid::text,
    c.relkind::text,
    n.nspname::text,
    c.relname::text,
    CASE WHEN c.relname IN (TABLE hidden) THEN n.qualifier ELSE n.prefix END || quote_ident(c.relname),
    n.qualifier || quote_ident(c.relname),
    quote_ident(pg_get_userbyid(c.relowner)),
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    array_to_json(c.reloptions || (
        SELECT array_agg('toast.' || o) FROM unnest(t.reloptions) o
    ))::text,
    h.inhparent::text,
    CASE
    WHEN c.relkind = 'S'
    THEN json_build_object(
        'unlogged', CASE WHEN c.relpersistence = 'u' THEN 'yes' END,
        'type', format_type(s.seqtypid, NULL),
        'start', s.seqstart::text,
        'increment', s.seqincrement::text,
        'minvalue', s.seqmin::text,
        'maxvalue', s.seqmax::text,
        'cache', s.seqcache::text,
        'cycle', CASE WHEN s.seqcycle THEN 'yes' END
    )::text
    WHEN c.relkind IN ('p', 'f', 'm')
        OR c.relkind = 'r' AND c.relreplident <> 'd'
        OR c.relpersistence = 'u'
        OR c.relispartition
        OR c.relam NOT IN (0, 2)
        OR c.reltablespace <> 0
        OR c.relrowsecurity
        OR c.relforcerowsecurity
        OR c.reloftype <> 0
        OR c.oid IN (SELECT inhrelid FROM pg_inherits)
    THEN json_build_object(
        'unlogged', CASE WHEN c.relpersistence = 'u' THEN 'yes' END,
        'partition by', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
        'partition of', h.inhparent::regclass::text,
        'bound', pg_get_expr(c.relpartbound, c.oid),
        'inherits', CASE WHEN NOT c.relispartition THEN (
            SELECT json_agg(inhparent::regclass::text ORDER BY inhseqno)::text
            FROM pg_inherits
            WHERE inhrelid = c.oid
        ) END,
        'trigger states', CASE WHEN c.relispartition AND c.relhastriggers THEN (
            SELECT json_object_agg(t.tgname, t.tgenabled ORDER BY t.tgname)::text
            FROM pg_trigger t JOIN pg_trigger o ON o.oid = t.tgparentid
            WHERE t.tgrelid = c.oid AND t.tgenabled <> o.tgenabled AND NOT t.tgisinternal
        ) END,
        'replica identity', CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident
            WHEN 'f' THEN 'FULL'
            WHEN 'n' THEN 'NOTHING'
            WHEN 'i' THEN 'USING INDEX ' || (
                SELECT quote_ident(i.relname)
                FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                WHERE x.indrelid = c.oid AND x.indisreplident
            )
        END END,
        'access method', (
            SELECT quote_ident(amname) FROM pg_am WHERE oid = c.relam AND amname <> 'heap'
        ),
        'tablespace', (
            SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = c.reltablespace
        ),
        'row security', CASE WHEN c.relrowsecurity THEN 'enabled' END,
        'row security forced', CASE WHEN c.relforcerowsecurity THEN 'yes' END,
        'of type', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
        'populated', CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'no' END
    )::text
    END,
    quote_ident(w.srvname),
    CASE WHEN c.relkind = 'f' THEN (
        SELECT string_agg(
            quote_ident(option_name) || ' ' || quote_literal(option_value), ', '
            ORDER BY option_name COLLATE "C"
        )
        FROM pg_options_to_table(f.ftoptions)
    ) END
FROM pg_class c
JOIN space n ON n.oid = c.relnamespace
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server w ON w.oid = f.ftserver
WHERE c.oid >= 16384
    AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
    AND (c.tableoid, c.oid) NOT IN (TABLE member)
