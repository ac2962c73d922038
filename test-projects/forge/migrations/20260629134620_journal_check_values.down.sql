-- Gives the journal its first form back. Details that became JSON stay JSON.

CREATE TABLE journal_old (
    id            INTEGER PRIMARY KEY,
    user_id       INTEGER REFERENCES users (id) ON DELETE SET NULL,
    username      TEXT    NOT NULL,
    repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
    action        TEXT    NOT NULL,
    details       TEXT,
    address       TEXT    NOT NULL DEFAULT '',
    happened_on   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
);

INSERT INTO journal_old (id, user_id, username, repository_id, action, details, address, happened_on)
SELECT id, user_id, username, repository_id, action, details, address, happened_on
  FROM journal;

DROP TABLE journal;
ALTER TABLE journal_old RENAME TO journal;
CREATE INDEX journal_by_time ON journal (happened_on);
