CREATE TABLE goods (id int, code text GENERATED ALWAYS AS ((id)::text) STORED);
