ALTER TABLE users ADD COLUMN score numeric(6,2) DEFAULT 1.5;

-- Stops at a row that does not satisfy it.
ALTER TABLE users ADD CONSTRAINT level_and_score CHECK (((level)::numeric > score));

-- Stops at a row that does not satisfy it.
ALTER TABLE users ADD CONSTRAINT users_score_check CHECK ((score >= (0)::numeric));
CREATE INDEX users_by_score ON users USING btree (score, name);
CREATE UNIQUE INDEX users_once ON users USING btree (lower(name)) WHERE (score IS NOT NULL);

CREATE VIEW best AS
 SELECT users.id,
    users.score
   FROM users
  WHERE (users.score > (3)::numeric);
CREATE STATISTICS users_together (dependencies) ON score, level FROM users;
