ALTER TABLE users RENAME CONSTRAINT users_pkey TO people_pkey;
ALTER TABLE users RENAME CONSTRAINT users_name_check TO people_nam_check;
ALTER TABLE users RENAME CONSTRAINT users_boss_fkey TO people_boss_fkey;
ALTER INDEX users_by_name RENAME TO people_by_nam;
ALTER SEQUENCE users_id_seq RENAME TO people_id_seq;
ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME COLUMN name TO nam;
