DROP VIEW old.all_things;
ALTER TABLE kept DROP CONSTRAINT kept_thing_fkey;
DROP FUNCTION old.f();
DROP TABLE old.things;
DROP TYPE old.state;
DROP SCHEMA old;
