ALTER TABLE users RENAME COLUMN name TO nick;
ALTER TABLE users RENAME COLUMN full_name TO name;
