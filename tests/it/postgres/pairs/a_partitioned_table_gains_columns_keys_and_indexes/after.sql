CREATE TABLE orders (id int NOT NULL, region text NOT NULL, total bigint CHECK (total >= 0), note text DEFAULT '', PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('de', 'fr');
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE INDEX orders_by_total ON orders (total) WHERE total > 10;
CREATE INDEX orders_eu_by_note ON orders_eu (note);
ALTER TABLE orders_eu ADD CONSTRAINT short_note CHECK (length(note) < 100);
