-- The schema of forge, whole: what a new installation gets.
-- Installations that exist come here through the scripts in migrations/.

-- People ---------------------------------------------------------------------

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    username      TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (username <> ''),
    email         TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    first_name    TEXT    NOT NULL DEFAULT '',
    last_name     TEXT    NOT NULL DEFAULT '',
    -- What to call this person where there is room for one line.
    display_name  TEXT    GENERATED ALWAYS AS (coalesce(nullif(trim(first_name || ' ' || last_name), ''), username)) VIRTUAL,
    password_hash TEXT    NOT NULL,
    is_admin      BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_admin IN (0, 1)),
    is_active     BOOLEAN NOT NULL DEFAULT TRUE CHECK (is_active IN (0, 1)),
    created_on    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_login_on TEXT
);

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

CREATE TABLE user_groups (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    description TEXT    NOT NULL DEFAULT '',
    owner_id    INTEGER NOT NULL REFERENCES users (id)
);

CREATE TABLE user_group_members (
    user_group_id INTEGER NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX user_group_members_by_user ON user_group_members (user_id);

-- Who may sign in. Deleting a row here only closes the account: what a person
-- wrote stays theirs.
CREATE VIEW active_users AS
SELECT id, username, display_name, email, is_admin
  FROM users
 WHERE is_active;

CREATE TRIGGER active_users_close
INSTEAD OF DELETE ON active_users
BEGIN
    UPDATE users SET is_active = FALSE WHERE id = old.id;
    DELETE FROM api_keys WHERE user_id = old.id;
END;

-- Repositories ---------------------------------------------------------------

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
    fork_of_id    INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    is_private    BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_private IN (0, 1)),
    clone_uri     TEXT,
    description   TEXT,
    created_on    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- When a scan first missed the folder; NULL while it is there.
    vanished_on   TEXT
);
CREATE INDEX repositories_by_owner ON repositories (owner_id);
CREATE INDEX repositories_by_group ON repositories (repo_group_id, path);
CREATE INDEX repositories_by_origin ON repositories (fork_of_id) WHERE fork_of_id IS NOT NULL;

CREATE TABLE repository_followers (
    user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    followed_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (user_id, repository_id)
);
CREATE INDEX repository_followers_by_repository ON repository_followers (repository_id);

CREATE VIRTUAL TABLE repository_search USING fts5 (
    path,
    description,
    content = 'repositories',
    content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER repository_search_after_insert
AFTER INSERT ON repositories
BEGIN
    INSERT INTO repository_search (rowid, path, description)
    VALUES (new.id, new.path, new.description);
END;

CREATE TRIGGER repository_search_after_update
AFTER UPDATE OF path, description ON repositories
BEGIN
    INSERT INTO repository_search (repository_search, rowid, path, description)
    VALUES ('delete', old.id, old.path, old.description);
    INSERT INTO repository_search (rowid, path, description)
    VALUES (new.id, new.path, new.description);
END;

CREATE TRIGGER repository_search_after_delete
AFTER DELETE ON repositories
BEGIN
    INSERT INTO repository_search (repository_search, rowid, path, description)
    VALUES ('delete', old.id, old.path, old.description);
END;

-- Permissions ----------------------------------------------------------------

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

CREATE TABLE repository_user_group_permissions (
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    user_group_id INTEGER NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    permission_id INTEGER NOT NULL REFERENCES permissions (id),
    PRIMARY KEY (repository_id, user_group_id)
);

-- Review ---------------------------------------------------------------------

CREATE TABLE pull_requests (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    repository_id        INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    -- NULL once the repository that the changes come from is gone.
    source_repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    author_id            INTEGER NOT NULL REFERENCES users (id),
    title                TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 250),
    description          TEXT    NOT NULL DEFAULT '',
    status               TEXT    NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'merged', 'closed')),
    comment_count        INTEGER NOT NULL DEFAULT 0,
    created_on           TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    closed_on            TEXT,
    CHECK ((status = 'open') = (closed_on IS NULL))
);
CREATE INDEX pull_requests_open ON pull_requests (repository_id, created_on DESC) WHERE status = 'open';
CREATE INDEX pull_requests_by_author ON pull_requests (author_id);

CREATE TABLE pull_request_reviewers (
    pull_request_id INTEGER NOT NULL REFERENCES pull_requests (id) ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- NULL: not yet reviewed.
    verdict         TEXT    CHECK (verdict IN ('approved', 'rejected')),
    PRIMARY KEY (pull_request_id, user_id)
) WITHOUT ROWID;

CREATE TABLE comments (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    pull_request_id INTEGER NOT NULL REFERENCES pull_requests (id) ON DELETE CASCADE,
    parent_id       INTEGER REFERENCES comments (id) ON DELETE CASCADE,
    author_id       INTEGER NOT NULL REFERENCES users (id),
    -- Both NULL for a comment on the pull request as a whole.
    file_path       TEXT    CHECK (file_path <> ''),
    line_number     INTEGER CHECK (line_number IS NULL OR (line_number > 0 AND file_path IS NOT NULL)),
    body            TEXT    NOT NULL,
    created_on      TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX comments_by_pull_request ON comments (pull_request_id, created_on);
CREATE INDEX comments_by_parent ON comments (parent_id);
CREATE INDEX comments_on_files ON comments (pull_request_id, file_path, line_number) WHERE file_path IS NOT NULL;

CREATE TRIGGER comments_count_after_insert
AFTER INSERT ON comments
BEGIN
    UPDATE pull_requests
       SET comment_count = comment_count + 1
     WHERE id = new.pull_request_id;
END;

CREATE TRIGGER comments_count_after_delete
AFTER DELETE ON comments
BEGIN
    UPDATE pull_requests
       SET comment_count = comment_count - 1
     WHERE id = old.pull_request_id;
END;

-- The front page's list.
CREATE VIEW repository_overview AS
SELECT repositories.id,
       repositories.path,
       repositories.description,
       users.username AS owner,
       origin.path AS fork_of,
       (SELECT count(*)
          FROM pull_requests
         WHERE pull_requests.repository_id = repositories.id
           AND pull_requests.status = 'open') AS open_pull_requests
  FROM repositories
  JOIN users ON users.id = repositories.owner_id
  LEFT JOIN repositories AS origin ON origin.id = repositories.fork_of_id
 WHERE repositories.vanished_on IS NULL;

-- The installation -----------------------------------------------------------

CREATE TABLE settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

-- Who did what. Its rows outlive the people and the repositories they tell of,
-- and an id is never used twice.
CREATE TABLE journal (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id       INTEGER REFERENCES users (id) ON DELETE SET NULL,
    username      TEXT    NOT NULL,
    repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    action        TEXT    NOT NULL CHECK (action <> ''),
    details       TEXT    CHECK (details IS NULL OR json_valid(details)),
    address       TEXT    NOT NULL DEFAULT '',
    happened_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX journal_by_time ON journal (happened_on);
CREATE INDEX journal_by_repository ON journal (repository_id) WHERE repository_id IS NOT NULL;
