CREATE INDEX plain ON users (name, team);

-- Stops where rows have equal keys.
CREATE UNIQUE INDEX only_once ON users (mail COLLATE NOCASE);
CREATE INDEX downwards ON users (name DESC);
CREATE INDEX computed ON users (lower(name), substr(mail, 1, 3));

-- Stops where rows have equal keys.
CREATE UNIQUE INDEX partial ON users (name) WHERE gone IS NULL;
