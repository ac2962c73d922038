-- Stops at a row that does not satisfy it.
ALTER TABLE places ADD CONSTRAINT all_of_them CHECK ((id > 0));

-- Stops at a row that does not satisfy it.
ALTER TABLE places ADD CONSTRAINT none_here CHECK ((id < 100)) NO INHERIT;
