-- The first release: people, repositories, who may do what, and a journal.

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    username      TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (username <> ''),
    email         TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    first_name    TEXT    NOT NULL DEFAULT '',
    last_name     TEXT    NOT NULL DEFAULT '',
    password_hash TEXT    NOT NULL,
    is_admin      BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_admin IN (0, 1)),
    is_active     BOOLEAN NOT NULL DEFAULT TRUE CHECK (is_active IN (0, 1)),
    created_on    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_login_on TEXT
);

CREATE TABLE repo_groups (
    id          INTEGER PRIMARY KEY,
    parent_id   INTEGER REFERENCES repo_groups (id) ON DELETE CASCADE,
    name        TEXT    NOT NULL CHECK (name <> '' AND instr(name, '/') = 0),
    description TEXT    NOT NULL DEFAULT '',
    owner_id    INTEGER NOT NULL REFERENCES users (id),
    CHECK (parent_id <> id)
);
-- UNIQUE (parent_id, name) would let two groups at the top share a name: there,
-- parent_id is NULL, and no NULL equals another.
CREATE UNIQUE INDEX repo_groups_by_name ON repo_groups (coalesce(parent_id, 0), lower(name));

CREATE TABLE repositories (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Below the repositories folder, with '/' between its parts.
    path          TEXT    NOT NULL UNIQUE,
    type          TEXT    NOT NULL DEFAULT 'git' CHECK (type IN ('git', 'hg')),
    owner_id      INTEGER NOT NULL REFERENCES users (id),
    repo_group_id INTEGER REFERENCES repo_groups (id) ON DELETE SET NULL,
    is_private    BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_private IN (0, 1)),
    clone_uri     TEXT,
    description   TEXT,
    created_on    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- When a scan first missed the folder; NULL while it is there.
    vanished_on   TEXT
);
CREATE INDEX repositories_by_owner ON repositories (owner_id);
CREATE INDEX repositories_by_group ON repositories (repo_group_id, path);

CREATE TABLE repository_followers (
    user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    followed_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (user_id, repository_id)
);
CREATE INDEX repository_followers_by_repository ON repository_followers (repository_id);

CREATE TABLE permissions (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
);

CREATE TABLE repository_user_permissions (
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    permission_id INTEGER NOT NULL REFERENCES permissions (id),
    PRIMARY KEY (repository_id, user_id)
);
CREATE INDEX repository_user_permissions_by_user ON repository_user_permissions (user_id);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    id            INTEGER PRIMARY KEY,
    user_id       INTEGER REFERENCES users (id) ON DELETE SET NULL,
    username      TEXT    NOT NULL,
    repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    action        TEXT    NOT NULL,
    details       TEXT,
    address       TEXT    NOT NULL DEFAULT '',
    happened_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX journal_by_time ON journal (happened_on);
