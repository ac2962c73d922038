CREATE TABLE visits (id int, at timestamp NOT NULL DEFAULT '2020-01-01 00:00:00');
