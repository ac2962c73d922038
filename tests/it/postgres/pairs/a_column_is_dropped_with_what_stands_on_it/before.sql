CREATE TABLE users (
    id    int PRIMARY KEY,
    name  text NOT NULL,
    score numeric(6, 2) DEFAULT 1.5 CHECK (score >= 0),
    level int,
    CONSTRAINT level_and_score CHECK (level > score)
);
CREATE INDEX users_by_score ON users (score, name);
CREATE UNIQUE INDEX users_once ON users (lower(name)) WHERE score IS NOT NULL;
CREATE STATISTICS users_together (dependencies) ON score, level FROM users;
CREATE VIEW best AS SELECT id, score FROM users WHERE score > 3;
