-- Indexes of tables and materialized views, with the constraint that each stands behind. The server
-- writes what cannot be written from the numbers that stand beside it.
SELECT
    i.indexrelid::text,
    i.indrelid::text,
    c.relname::text,
    CASE WHEN c.relname IN (TABLE hidden) THEN n.qualifier ELSE n.prefix END || quote_ident(c.relname),
    CASE WHEN i.indisunique THEN 'yes' END,
    CASE WHEN i.indexprs IS NULL AND i.indpred IS NULL THEN i.indkey::text END,
    i.indnkeyatts::text,
    k.oid::text,
    CASE
    WHEN k.oid IS NOT NULL
    THEN NULL
    WHEN true
        AND NOT i.indnullsnotdistinct -- since 15
        AND i.indexprs IS NULL AND i.indpred IS NULL
        AND i.indnatts = i.indnkeyatts
        AND c.reloptions IS NULL
        AND m.amname = 'btree'
        AND CASE WHEN i.indnatts = 1 THEN EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                AND a.attcollation = i.indcollation[0]
                AND (i.indclass[0], a.atttypid) IN (TABLE usual)
        ) ELSE NOT EXISTS (
            SELECT
            FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[])
                key (number, class, collated)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
            WHERE a.attcollation <> key.collated
                OR (key.class, a.atttypid) NOT IN (TABLE usual)
        ) END
    THEN NULL
    ELSE pg_get_indexdef(c.oid)
    END,
    array_to_json(c.reloptions)::text,
    CASE
    WHEN i.indisclustered
        OR NOT i.indisvalid
        OR c.relispartition
        OR c.reltablespace <> 0
        OR i.indexprs IS NOT NULL
    THEN json_build_object(
        'clustered', CASE WHEN i.indisclustered THEN 'yes' END,
        'invalid', CASE WHEN NOT i.indisvalid THEN 'yes' END,
        'parent', CASE WHEN c.relispartition THEN (
            SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = c.oid
        ) END,
        'tablespace', (
            SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = c.reltablespace
        ),
        'statistics', (
            SELECT json_agg(json_build_array(attnum, attstattarget) ORDER BY attnum)::text
            FROM pg_attribute
            WHERE attrelid = c.oid AND attstattarget >= 0
        )
    )::text
    END,
    CASE WHEN c.relkind = 'I' THEN 'ONLY ' ELSE '' END,
    i.indoption::text
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN space n ON n.oid = c.relnamespace
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_constraint k
    ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE i.indexrelid >= 16384
    AND (c.tableoid, c.oid) NOT IN (TABLE member)
