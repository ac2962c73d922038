CREATE FUNCTION shown(int, suffix text DEFAULT '!') RETURNS text LANGUAGE sql AS 'SELECT $1::text || suffix';
CREATE FUNCTION shown(text, VARIADIC others text[]) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION shown(date, OUT year int, OUT month int) LANGUAGE sql AS 'SELECT extract(year FROM $1)::int, extract(month FROM $1)::int';
