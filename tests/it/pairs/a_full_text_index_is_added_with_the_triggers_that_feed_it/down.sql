DROP TRIGGER "notes_searched";
DROP TABLE "notes_search";
