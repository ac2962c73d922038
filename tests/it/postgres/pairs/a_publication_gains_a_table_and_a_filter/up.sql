DROP PUBLICATION "out";
CREATE PUBLICATION "out" FOR TABLE notes, users (id, name) WHERE ((id > 10)) WITH (publish = 'insert, update');
COMMENT ON PUBLICATION "out" IS 'to the other site';
