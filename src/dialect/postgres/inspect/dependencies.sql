-- Which object needs which, and how: numbers of catalogs, objects and columns in one text.
SELECT concat_ws(' ', classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
FROM pg_depend
WHERE objid >= 16384
    AND deptype IN ('n', 'a', 'i', 'P', 'S', 'e')
    AND (
        refobjid >= 16384
        OR refclassid = 'pg_namespace'::regclass AND refobjid = 'public'::regnamespace
    )
