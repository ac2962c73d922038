CREATE TABLE nodes (id int PRIMARY KEY, up int);
CREATE RECURSIVE VIEW "order" (id, depth) AS SELECT id, 0 FROM nodes WHERE up IS NULL UNION ALL SELECT n.id, o.depth + 1 FROM nodes n JOIN "order" o ON n.up = o.id;
