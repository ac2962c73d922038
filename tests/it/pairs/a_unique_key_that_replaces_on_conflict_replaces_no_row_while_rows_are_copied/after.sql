CREATE TABLE readings (taken TEXT, value REAL, UNIQUE (taken) ON CONFLICT REPLACE);
