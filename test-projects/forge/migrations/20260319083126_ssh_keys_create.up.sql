-- label: 0.4
-- Keys to push and fetch over SSH with.

CREATE TABLE ssh_keys (
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    description  TEXT    NOT NULL DEFAULT '',
    public_key   TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL UNIQUE,
    created_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_used_on TEXT
);
CREATE INDEX ssh_keys_by_user ON ssh_keys (user_id);
