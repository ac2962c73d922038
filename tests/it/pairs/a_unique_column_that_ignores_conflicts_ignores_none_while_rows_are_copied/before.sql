CREATE TABLE readings (taken TEXT);
