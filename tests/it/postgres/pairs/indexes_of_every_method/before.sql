CREATE TABLE docs (id int PRIMARY KEY, body text, tags text[], data jsonb, area box, at timestamp);
CREATE INDEX docs_by_body ON docs USING hash (body);
CREATE INDEX docs_by_at ON docs USING brin (at);
