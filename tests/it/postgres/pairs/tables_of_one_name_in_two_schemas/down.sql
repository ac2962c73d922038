ALTER TABLE b.users DROP CONSTRAINT users_of_a_fkey;
ALTER TABLE a.users DROP COLUMN name;
DROP TABLE users;
ALTER TABLE b.users ADD CONSTRAINT users_of_a_fkey FOREIGN KEY (of_a) REFERENCES a.users(id);
