CREATE TABLE posts (
    id      INTEGER PRIMARY KEY,  -- also the rowid
    author  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title   TEXT NOT NULL
);
CREATE INDEX posts_by_author ON posts (author);
