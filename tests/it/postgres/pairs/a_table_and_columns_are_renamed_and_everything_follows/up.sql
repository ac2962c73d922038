ALTER TABLE people RENAME TO users;
ALTER TABLE users RENAME COLUMN nam TO name;
ALTER TABLE users RENAME CONSTRAINT people_pkey TO users_pkey;
ALTER TABLE users RENAME CONSTRAINT people_nam_check TO users_name_check;
ALTER TABLE users RENAME CONSTRAINT people_boss_fkey TO users_boss_fkey;
ALTER INDEX people_by_nam RENAME TO users_by_name;
ALTER SEQUENCE people_id_seq RENAME TO users_id_seq;
