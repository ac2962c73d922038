-- The journal never uses an id twice, and its details are JSON.
--
-- SQLite changes neither in place, so the table is built anew. No other table
-- refers to it, so this is safe with foreign keys on.

CREATE TABLE journal_new (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id       INTEGER REFERENCES users (id) ON DELETE SET NULL,
    username      TEXT    NOT NULL,
    repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    action        TEXT    NOT NULL CHECK (action <> ''),
    details       TEXT    CHECK (details IS NULL OR json_valid(details)),
    address       TEXT    NOT NULL DEFAULT '',
    happened_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

INSERT INTO journal_new (id, user_id, username, repository_id, action, details, address, happened_on)
SELECT id,
       user_id,
       username,
       repository_id,
       coalesce(nullif(action, ''), 'unknown'),
       CASE WHEN details IS NULL OR json_valid(details) THEN details ELSE json_quote(details) END,
       address,
       happened_on
  FROM journal;

DROP TABLE journal;
ALTER TABLE journal_new RENAME TO journal;
CREATE INDEX journal_by_time ON journal (happened_on);
CREATE INDEX journal_by_repository ON journal (repository_id) WHERE repository_id IS NOT NULL;
