INSERT INTO "order" VALUES ('a', 'b', 'c', 1.5, 'd');
