INSERT INTO "My App"."order" VALUES (1, 'x');
