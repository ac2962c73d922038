-- Operators and functions of operator families, each with the class that it belongs to: the one
-- that needs it or, where the server only ties it to the family, the one of the same type.
, listed AS (
    SELECT
        o.tableoid, o.oid, o.amopfamily AS family, o.amopmethod AS method,
        o.amoplefttype AS left_type, o.amoprighttype AS right_type,
        1 AS sort, o.amopstrategy AS number,
        'OPERATOR ' || o.amopstrategy || ' ' || (
            SELECT CASE WHEN pg_operator_is_visible(x.oid) THEN ''
                ELSE x.oprnamespace::regnamespace || '.' END || x.oprname
            FROM pg_operator x
            WHERE x.oid = o.amopopr
        ) || ' (' || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')'
        || coalesce(' FOR ORDER BY ' || (
            SELECT CASE WHEN pg_opfamily_is_visible(f.oid) THEN ''
                ELSE f.opfnamespace::regnamespace || '.' END || quote_ident(f.opfname)
            FROM pg_opfamily f
            WHERE f.oid = o.amopsortfamily
        ), '') AS text
    FROM pg_amop o
    WHERE o.oid >= 16384
    UNION ALL
    SELECT
        p.tableoid, p.oid, p.amprocfamily, f.opfmethod, p.amproclefttype, p.amprocrighttype,
        2, p.amprocnum,
        'FUNCTION ' || p.amprocnum
            || ' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ') '
            || p.amproc::regprocedure
    FROM pg_amproc p
    JOIN pg_opfamily f ON f.oid = p.amprocfamily
    WHERE p.oid >= 16384
), part AS MATERIALIZED (
    SELECT l.family, l.sort, l.number, l.text, coalesce(
        (
            SELECT d.refobjid
            FROM pg_depend d
            WHERE d.classid = l.tableoid AND d.objid = l.oid AND d.refclassid = 'pg_opclass'::regclass
        ),
        (
            SELECT min(c.oid)
            FROM pg_opclass c
            JOIN pg_am a ON a.oid = c.opcmethod
            WHERE c.opcfamily = l.family AND c.opcintype = l.left_type
                AND (l.right_type = l.left_type OR a.amname NOT IN ('btree', 'hash'))
        )
    ) AS class
    FROM listed l
)
