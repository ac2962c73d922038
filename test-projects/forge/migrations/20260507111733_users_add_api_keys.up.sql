-- Keys for programs, which cannot type a password.

CREATE TABLE api_keys (
    id          INTEGER PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    description TEXT    NOT NULL DEFAULT '',
    token_hash  BLOB    NOT NULL UNIQUE,
    created_on  TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- NULL: the key does not expire.
    expires_on  TEXT    CHECK (expires_on > created_on)
);
CREATE INDEX api_keys_by_user ON api_keys (user_id);
