-- Comments, and what is granted beyond or short of what the owner and PUBLIC have anyway.
, listed AS (
    SELECT tableoid, oid, 0 AS part, relacl AS acl,
        acldefault(CASE WHEN relkind = 'S' THEN 's'::"char" ELSE 'r' END, relowner) AS initial
    FROM pg_class
    WHERE relacl IS NOT NULL AND oid >= 16384
    UNION ALL
    SELECT 'pg_class'::regclass, attrelid, attnum, attacl, acldefault('c', 0)
    FROM pg_attribute
    WHERE attacl IS NOT NULL AND attrelid >= 16384
    UNION ALL
    SELECT tableoid, oid, 0, proacl, acldefault('f', proowner)
    FROM pg_proc
    WHERE proacl IS NOT NULL AND oid >= 16384
    UNION ALL
    SELECT tableoid, oid, 0, typacl, acldefault('T', typowner)
    FROM pg_type
    WHERE typacl IS NOT NULL AND oid >= 16384
    UNION ALL
    SELECT tableoid, oid, 0, nspacl, acldefault('n', nspowner)
    FROM pg_namespace
    WHERE nspacl IS NOT NULL AND oid >= 16384 AND nspname <> 'public'
    UNION ALL
    -- A new database has these grants on it, without anybody having asked.
    SELECT tableoid, oid, 0, coalesce(nspacl, acldefault('n', nspowner)),
        acldefault('n', nspowner)
            || makeaclitem(0, nspowner, 'CREATE', false) -- before 15
            || makeaclitem(0, nspowner, 'USAGE', false)
    FROM pg_namespace
    WHERE nspname = 'public'
    UNION ALL
    SELECT tableoid, oid, 0, lanacl, acldefault('l', lanowner)
    FROM pg_language
    WHERE lanacl IS NOT NULL AND oid >= 16384
    UNION ALL
    SELECT tableoid, oid, 0, fdwacl, acldefault('F', fdwowner)
    FROM pg_foreign_data_wrapper
    WHERE fdwacl IS NOT NULL
    UNION ALL
    SELECT tableoid, oid, 0, srvacl, acldefault('S', srvowner)
    FROM pg_foreign_server
    WHERE srvacl IS NOT NULL
    UNION ALL
    SELECT tableoid, oid, 0, defaclacl,
        CASE WHEN defaclnamespace <> 0 THEN acldefault('c', 0) ELSE
            acldefault(CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END, defaclrole)
        END
    FROM pg_default_acl
), granted AS (
    SELECT tableoid, oid, part, grantee, privilege_type, bool_or(is_grantable) AS grantable
    FROM listed, aclexplode(acl)
    GROUP BY 1, 2, 3, 4, 5
), natural_right AS (
    SELECT tableoid, oid, part, grantee, privilege_type, bool_or(is_grantable) AS grantable
    FROM listed, aclexplode(initial)
    GROUP BY 1, 2, 3, 4, 5
)
SELECT
    tableoid::text,
    oid::text,
    part::text,
    'grant',
    CASE WHEN g.grantable IS NULL THEN 'REVOKE ' ELSE 'GRANT ' END
        || privilege_type
        || CASE WHEN g.grantable IS NULL THEN ' FROM ' ELSE ' TO ' END
        || CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
        || CASE WHEN g.grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM granted g
FULL JOIN natural_right r USING (tableoid, oid, part, grantee, privilege_type)
WHERE g.grantable IS NULL OR r.grantable IS NULL OR g.grantable AND NOT r.grantable
UNION ALL
SELECT classoid::text, objoid::text, objsubid::text, 'comment', description
FROM pg_description
WHERE objoid >= 16384
    OR classoid = 'pg_namespace'::regclass
        AND objoid = (SELECT oid FROM space WHERE nspname = 'public')
        AND description <> 'standard public schema'
