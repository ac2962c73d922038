CREATE TABLE posts (
  title varchar(50),
  slug varchar(50),
  body text,
  place point NOT NULL,
  PRIMARY KEY (slug) COMMENT 'the key',
  KEY title (title(10) DESC, slug) USING BTREE,
  UNIQUE KEY slug (slug) COMMENT 'it''s one',
  FULLTEXT KEY body (body, title),
  SPATIAL KEY place (place),
  KEY hidden (slug, title)
);
