-- Keys and checks of tables and domains. NOT NULL, which is among them since 18, is read with the
-- columns, but where it holds for new rows alone, or not for heirs: that no column
-- says. The server writes what cannot be written from the numbers that stand beside it.
-- A foreign key to a partitioned table has one more row for each partition of that, named by the
-- server and gone with the key: those are left out.
SELECT
    k.oid::text,
    CASE WHEN k.contypid <> 0 THEN 'type' ELSE 'relation' END,
    CASE WHEN k.contypid <> 0 THEN k.contypid::text ELSE k.conrelid::text END,
    k.conname::text,
    k.contype::text,
    CASE
    WHEN true
        AND NOT k.conperiod AND k.conenforced -- since 18
        AND NOT x.indnullsnotdistinct -- since 15
        AND k.contype IN ('p', 'u') AND x.indnatts = x.indnkeyatts
    THEN NULL
    WHEN true
        AND NOT k.conperiod AND k.conenforced -- since 18
        AND k.confdelsetcols IS NULL -- since 15
        AND k.contype = 'f'
        AND ('pg_class'::regclass::oid, k.confrelid) NOT IN (TABLE member)
        AND k.confrelid >= 16384
    THEN NULL
    ELSE pg_get_constraintdef(k.oid)
    END,
    k.conkey::text,
    CASE WHEN k.conparentid <> 0 OR NOT k.conislocal THEN 'yes' END,
    CASE WHEN k.contype = 'f' THEN k.confrelid::text END,
    k.confkey::text,
    CASE WHEN k.contype = 'f' THEN concat(k.confmatchtype, k.confupdtype, k.confdeltype) END,
    CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
        || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
        || CASE WHEN k.convalidated THEN '' ELSE ' NOT VALID' END
FROM pg_constraint k
JOIN space n ON n.oid = k.connamespace
LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u')
LEFT JOIN pg_constraint parent ON parent.oid = k.conparentid
WHERE k.oid >= 16384
    AND (
        k.contype IN ('p', 'u', 'c', 'x', 'f')
        OR k.contype = 'n' AND k.conrelid <> 0 AND (k.connoinherit OR NOT k.convalidated) -- since 18
    )
    AND parent.conrelid IS DISTINCT FROM k.conrelid
