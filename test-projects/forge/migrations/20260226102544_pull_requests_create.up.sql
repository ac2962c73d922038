-- Pull requests with reviewers and comments, and how many are open on the front page.

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
    body            TEXT    NOT NULL,
    created_on      TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX comments_by_pull_request ON comments (pull_request_id, created_on);
CREATE INDEX comments_by_parent ON comments (parent_id);

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

CREATE VIEW repository_overview AS
SELECT repositories.id,
       repositories.path,
       repositories.description,
       users.username AS owner,
       (SELECT count(*)
          FROM pull_requests
         WHERE pull_requests.repository_id = repositories.id
           AND pull_requests.status = 'open') AS open_pull_requests
  FROM repositories
  JOIN users ON users.id = repositories.owner_id
 WHERE repositories.vanished_on IS NULL;
