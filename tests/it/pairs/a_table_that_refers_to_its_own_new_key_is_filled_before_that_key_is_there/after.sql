CREATE TABLE pages (
  site TEXT,
  slug TEXT,
  parent TEXT,
  UNIQUE (site, slug),
  FOREIGN KEY (site, parent) REFERENCES pages (site, slug)
);
