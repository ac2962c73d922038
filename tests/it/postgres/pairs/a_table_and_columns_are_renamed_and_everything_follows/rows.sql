INSERT INTO people (nam, boss) VALUES ('Ada', NULL), ('Bo', 1);
