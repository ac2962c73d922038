CREATE TABLE readings (taken TEXT, value REAL);
