CREATE TABLE visits (id int, at timestamp NULL);
