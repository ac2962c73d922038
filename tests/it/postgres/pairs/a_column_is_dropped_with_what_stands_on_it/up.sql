DROP STATISTICS users_together;
DROP VIEW best;
ALTER TABLE users DROP COLUMN score;
