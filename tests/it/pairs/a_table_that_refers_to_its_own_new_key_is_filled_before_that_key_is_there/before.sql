CREATE TABLE pages (site TEXT);
