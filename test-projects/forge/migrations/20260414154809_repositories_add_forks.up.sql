-- Remembers which repository another was forked from.

ALTER TABLE repositories
    ADD COLUMN fork_of_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL;
CREATE INDEX repositories_by_origin ON repositories (fork_of_id) WHERE fork_of_id IS NOT NULL;

-- A view cannot be altered, only made anew.
DROP VIEW repository_overview;
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
