-- Takes the full-text index away.

DROP TRIGGER repository_search_after_delete;
DROP TRIGGER repository_search_after_update;
DROP TRIGGER repository_search_after_insert;
DROP TABLE repository_search;
