CREATE TABLE words (word TEXT, root REFERENCES words (word), PRIMARY KEY (word COLLATE NOCASE));
