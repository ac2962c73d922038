CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, level int DEFAULT 2, tags text[] DEFAULT ARRAY['new'], note text);
