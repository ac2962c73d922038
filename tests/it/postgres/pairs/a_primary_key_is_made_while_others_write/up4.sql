-- Stops at a row where app.parts.a is NULL.
ALTER TABLE app.parts ALTER COLUMN a SET NOT NULL;
ALTER TABLE app.parts DROP CONSTRAINT a_not_null;

-- Stops at a row that does not satisfy it.
ALTER TABLE app.parts ADD CONSTRAINT parts_pkey PRIMARY KEY USING INDEX parts_pkey;
COMMENT ON CONSTRAINT parts_pkey ON app.parts IS 'the number';
