-- The columns of all relations that have columns of their own. Since 18 the NOT NULL of one has a
-- name (https://www.postgresql.org/docs/18/ddl-constraints.html).
SELECT
    concat_ws(
        ' ', a.attrelid, a.attnum,
        CASE WHEN a.attnotnull
            AND coalesce(k.convalidated AND NOT k.connoinherit, true) -- since 18
            THEN 'n' ELSE '-' END,
        CASE WHEN a.attgenerated = '' THEN '-' ELSE a.attgenerated END, d.oid
    ),
    a.attname::text,
    format_type(a.atttypid, a.atttypmod),
    -- Only what is computed of other columns mentions any, and reading their names takes time.
    pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END),
    CASE
    WHEN a.attcollation <> t.typcollation
        OR a.attidentity <> ''
        OR a.attstorage <> t.typstorage
        OR a.attcompression <> '' -- since 14
        OR a.attstattarget >= 0
        OR a.attoptions IS NOT NULL
        OR a.attfdwoptions IS NOT NULL
        OR NOT a.attislocal
    THEN json_build_object(
        'collation', CASE WHEN a.attcollation <> t.typcollation
            THEN a.attcollation::regcollation::text END,
        'identity', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END,
        'storage', CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
            WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
            WHEN 'x' THEN 'EXTENDED' WHEN 'm' THEN 'MAIN'
        END END,
        'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END, -- since 14
        'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,
        'options', array_to_string(a.attoptions, ', '),
        'foreign options', (
            SELECT string_agg(
                quote_ident(option_name) || ' ' || quote_literal(option_value), ', '
                ORDER BY option_name COLLATE "C"
            )
            FROM pg_options_to_table(a.attfdwoptions)
        ),
        'not null of its own', CASE WHEN NOT a.attislocal -- since 18
            AND NOT c.relispartition AND a.attnotnull AND k.conislocal THEN 'yes' END, -- since 18
        'inherited', CASE WHEN NOT a.attislocal THEN 'yes' END
    )::text
    END
    , k.conname::text -- since 18
FROM pg_class c
JOIN space n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_constraint k -- since 18
    ON k.conrelid = a.attrelid AND k.conkey[1] = a.attnum AND k.contype = 'n' -- since 18
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
