CREATE TABLE posts (
  title varchar(50),
  slug varchar(50),
  body text,
  place point NOT NULL,
  KEY title (title),
  UNIQUE KEY slug (slug),
  FULLTEXT KEY body (body),
  KEY hidden (slug, title) IGNORED
);
