ALTER TABLE app.parts DROP CONSTRAINT parts_pkey;

-- Stops at a row that does not satisfy it.
ALTER TABLE app.parts ADD CONSTRAINT a_not_null CHECK ((a IS NOT NULL));
CREATE UNIQUE INDEX parts_pkey ON app.parts USING btree (a) INCLUDE (c);
ALTER TABLE app.parts ALTER COLUMN a DROP NOT NULL;
