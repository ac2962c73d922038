-- Begins the transaction in which everything is read, and says which server this is and which of
-- the rarer objects there are. The settings, which end with the transaction, decide how the server
-- writes names and values; compiling queries that are many small lookups costs more than it saves.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT
    current_setting('server_version_num'),
    quote_ident(current_user),
    set_config('search_path', coalesce(quote_ident(current_schema()), ''), true),
    set_config('quote_all_identifiers', 'off', true),
    set_config('standard_conforming_strings', 'on', true),
    set_config('extra_float_digits', '1', true),
    set_config('bytea_output', 'hex', true),
    set_config('DateStyle', 'ISO, MDY', true),
    set_config('IntervalStyle', 'postgres', true),
    set_config('TimeZone', 'UTC', true),
    set_config('jit', 'off', true);
SELECT concat_ws(
    ' ',
    CASE WHEN EXISTS (SELECT FROM pg_operator WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384)
        THEN 'operators' END,
    CASE WHEN EXISTS (SELECT FROM pg_event_trigger)
        OR EXISTS (SELECT FROM pg_publication)
        OR EXISTS (SELECT FROM pg_subscription)
        THEN 'replicated' END,
    CASE WHEN EXISTS (SELECT FROM pg_ts_config WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_ts_dict WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_ts_parser WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_ts_template WHERE oid >= 16384)
        THEN 'search' END,
    CASE WHEN EXISTS (SELECT FROM pg_foreign_data_wrapper) THEN 'foreign' END,
    CASE WHEN EXISTS (SELECT FROM pg_language WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_transform WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_am WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_conversion WHERE oid >= 16384)
        THEN 'other' END
)
