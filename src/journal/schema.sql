-- The schema of the journal, this tool's own database, and the source of the migrations in
-- migrations/. Times are UTC in RFC 3339, always with milliseconds, so that their text sorts.

-- Every database that the tool has worked on, by a key that holds no secret.
CREATE TABLE databases (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    first_seen TEXT NOT NULL
) STRICT;

-- Each migration as it was when it was applied, so that it can be taken back without its file.
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

-- Commands that change a database; one without an end was killed or is still at work.
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

CREATE INDEX runs_unfinished ON runs (database_id) WHERE finished_at IS NULL;

-- The copies that were made before something was changed.
CREATE TABLE backups (
    id INTEGER PRIMARY KEY,
    database_id INTEGER NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at_version INTEGER
) STRICT;

CREATE INDEX backups_by_time ON backups (database_id, made_at);

-- What was proven before, by a hash of all that went into the proof.
CREATE TABLE proofs (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    made_at TEXT NOT NULL,
    result TEXT
) STRICT;
