ALTER TABLE orders ALTER COLUMN total TYPE bigint;
ALTER TABLE orders ADD COLUMN note text DEFAULT ''::text;

-- Stops at a row that does not satisfy it.
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, region);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK ((total >= 0));

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_eu ADD CONSTRAINT short_note CHECK ((length(note) < 100));
CREATE INDEX orders_by_total ON orders USING btree (total) WHERE (total > 10);
CREATE INDEX orders_eu_by_note ON orders_eu USING btree (note);
