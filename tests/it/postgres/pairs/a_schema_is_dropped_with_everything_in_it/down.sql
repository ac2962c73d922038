CREATE SCHEMA old;
CREATE TYPE old.state AS ENUM ('a', 'b');

CREATE TABLE old.things (
    id serial,
    state old.state,
    CONSTRAINT things_pkey PRIMARY KEY (id)
);

CREATE FUNCTION old.f()
 RETURNS SETOF old.things
 LANGUAGE sql
AS $function$SELECT * FROM old.things$function$;

-- Stops at a row that does not satisfy it.
ALTER TABLE kept ADD CONSTRAINT kept_thing_fkey FOREIGN KEY (thing) REFERENCES old.things(id);

CREATE VIEW old.all_things AS
 SELECT things.id,
    things.state
   FROM old.things;
