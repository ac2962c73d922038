CREATE FUNCTION apart(double precision, double precision)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 - $2$function$;
CREATE TYPE loudness AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = apart);

CREATE TABLE sounds (
    id integer NOT NULL,
    loud loudness DEFAULT '[0,1]'::loudness,
    CONSTRAINT sounds_pkey PRIMARY KEY (id),
    CONSTRAINT sounds_loud_excl EXCLUDE USING gist (loud WITH &&)
);
