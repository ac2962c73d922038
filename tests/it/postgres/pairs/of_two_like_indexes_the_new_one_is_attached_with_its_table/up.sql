DROP INDEX its_own;
CREATE INDEX parts_a_id_idx ON parts_a USING btree (id);
ALTER TABLE parts ATTACH PARTITION parts_a FOR VALUES IN ('a');
CREATE INDEX its_own ON parts_a USING btree (id);
