-- Add up migration script here
-- journal: create

CREATE TABLE databases (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    first_seen TEXT NOT NULL
) STRICT;

CREATE TABLE applied_scripts (
    database_id INTEGER NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    description TEXT NOT NULL,
    up_sql TEXT NOT NULL,
    down_sql TEXT,
    checksum BLOB NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (database_id, version)
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    database_id INTEGER NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    command TEXT NOT NULL,
    from_version INTEGER,
    to_version INTEGER,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    pid INTEGER NOT NULL,
    process TEXT
) STRICT;

CREATE TABLE backups (
    id INTEGER PRIMARY KEY,
    database_id INTEGER NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at_version INTEGER
) STRICT;

CREATE TABLE proofs (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    made_at TEXT NOT NULL,
    result TEXT
) STRICT;
CREATE INDEX runs_unfinished ON runs (database_id) WHERE finished_at IS NULL;
CREATE INDEX backups_by_time ON backups (database_id, made_at);
