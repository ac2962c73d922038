CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE VIEW people WITH (security_invoker = true) AS SELECT id, name FROM users WHERE id > 0 WITH LOCAL CHECK OPTION;
