CREATE TABLE tags (label TEXT DEFAULT 'empty');
