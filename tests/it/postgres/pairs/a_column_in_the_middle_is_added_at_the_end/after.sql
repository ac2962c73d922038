CREATE TABLE users (id int PRIMARY KEY, mail varchar(80), name text NOT NULL, seen_at timestamptz DEFAULT now());
