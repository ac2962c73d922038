CREATE TABLE users (id int PRIMARY KEY, name text, level int NOT NULL DEFAULT 1, tags text[] DEFAULT '{}', note text DEFAULT 'x');
