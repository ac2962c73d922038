-- Forgets which repository another was forked from.

DROP VIEW repository_overview;
DROP INDEX repositories_by_origin;
ALTER TABLE repositories DROP COLUMN fork_of_id;

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
