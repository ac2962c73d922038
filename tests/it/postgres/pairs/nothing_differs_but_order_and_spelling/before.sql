CREATE TABLE a (id int4 PRIMARY KEY, name character varying(20) DEFAULT 'x'::character varying);
CREATE VIEW v AS SELECT id FROM a WHERE name IN ('x', 'y');
CREATE TABLE b (id bigint, a_id int REFERENCES a);
CREATE INDEX b_by_a ON b (a_id);
