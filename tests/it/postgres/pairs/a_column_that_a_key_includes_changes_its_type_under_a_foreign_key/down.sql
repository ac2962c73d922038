ALTER TABLE posts DROP CONSTRAINT posts_by_fkey;
ALTER TABLE users ALTER COLUMN name TYPE character varying(20);
ALTER TABLE posts ADD CONSTRAINT posts_by_fkey FOREIGN KEY (by) REFERENCES users(id);
