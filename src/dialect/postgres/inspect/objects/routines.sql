SELECT
    p.tableoid::text, p.oid::text,
    CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE 'function' END,
    n.nspname::text, p.proname::text, p.oid::regprocedure::text, NULL,
    'CREATE OR REPLACE ' || w.word
        || CASE WHEN pg_function_is_visible(p.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
        || quote_ident(p.proname)
        || substr(
            pg_get_functiondef(p.oid),
            length('CREATE OR REPLACE ' || w.word || quote_ident(n.nspname) || '.' || quote_ident(p.proname)) + 1
        ),
    quote_ident(pg_get_userbyid(p.proowner)),
    json_build_object(
        '~result', pg_get_function_result(p.oid),
        '~arguments', pg_get_function_arguments(p.oid)
    )::text
FROM pg_proc p
JOIN space n ON n.oid = p.pronamespace,
LATERAL (SELECT CASE WHEN p.prokind = 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END AS word) w
WHERE p.oid >= 16384
    AND p.prokind <> 'a'
    AND (p.tableoid, p.oid) NOT IN (TABLE member)
    AND p.oid NOT IN (
        -- The constructors of range types come and go with them.
        SELECT objid FROM pg_depend
        WHERE classid = 'pg_proc'::regclass AND objid >= 16384 AND deptype = 'i'
    )
UNION ALL
SELECT
    p.tableoid::text, p.oid::text, 'aggregate', n.nspname::text, p.proname::text,
    CASE
    WHEN a.aggkind <> 'n' THEN w.name || '(' || pg_get_function_identity_arguments(p.oid) || ')'
    WHEN p.pronargs = 0 THEN w.name || '(*)'
    ELSE p.oid::regprocedure::text
    END,
    NULL,
    'CREATE AGGREGATE ' || w.name
        || '(' || coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') || ') ('
        || concat_ws(
            ', ',
            'SFUNC = ' || a.aggtransfn,
            'STYPE = ' || format_type(a.aggtranstype, NULL),
            'SSPACE = ' || nullif(a.aggtransspace, 0),
            CASE WHEN a.aggfinalfn::oid <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn END,
            CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
            CASE WHEN a.aggfinalfn::oid <> 0
                AND a.aggfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify
                    WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END
            END,
            CASE WHEN a.aggcombinefn::oid <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn END,
            CASE WHEN a.aggserialfn::oid <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn END,
            CASE WHEN a.aggdeserialfn::oid <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn END,
            'INITCOND = ' || quote_literal(a.agginitval),
            CASE WHEN a.aggmtransfn::oid <> 0 THEN 'MSFUNC = ' || a.aggmtransfn END,
            CASE WHEN a.aggminvtransfn::oid <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn END,
            CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
            'MSSPACE = ' || nullif(a.aggmtransspace, 0),
            CASE WHEN a.aggmfinalfn::oid <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn END,
            CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
            CASE WHEN a.aggmfinalfn::oid <> 0
                AND a.aggmfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                THEN 'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify
                    WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END
            END,
            'MINITCOND = ' || quote_literal(a.aggminitval),
            (
                SELECT 'SORTOP = ' || CASE WHEN pg_operator_is_visible(o.oid) THEN o.oprname::text
                    ELSE 'OPERATOR(' || o.oprnamespace::regnamespace || '.' || o.oprname || ')' END
                FROM pg_operator o
                WHERE o.oid = a.aggsortop
            ),
            CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
            CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END
        ) || ')',
    quote_ident(pg_get_userbyid(p.proowner)), NULL
FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid
JOIN space n ON n.oid = p.pronamespace,
LATERAL (
    SELECT CASE WHEN pg_function_is_visible(p.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
        || quote_ident(p.proname) AS name
) w
WHERE p.oid >= 16384 AND (p.tableoid, p.oid) NOT IN (TABLE member)
UNION ALL
SELECT
    c.tableoid::text, c.oid::text, 'cast', NULL, '',
    '(' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')', NULL,
    'CREATE CAST (' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ') '
        || CASE c.castmethod
            WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
            WHEN 'i' THEN 'WITH INOUT'
            ELSE 'WITHOUT FUNCTION'
        END
        || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END,
    NULL, NULL
FROM pg_cast c
WHERE c.oid >= 16384
    AND (c.tableoid, c.oid) NOT IN (TABLE member)
    AND c.oid NOT IN (
        -- From a range to its multirange.
        SELECT objid FROM pg_depend
        WHERE classid = 'pg_cast'::regclass AND objid >= 16384 AND deptype = 'i'
    )
