CREATE DOMAIN mail AS text CONSTRAINT with_at CHECK (VALUE LIKE '%@%');
CREATE TABLE users (id int PRIMARY KEY, mail mail);
