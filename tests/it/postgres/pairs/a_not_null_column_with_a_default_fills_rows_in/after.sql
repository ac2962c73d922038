CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', made_at timestamptz NOT NULL DEFAULT now());
