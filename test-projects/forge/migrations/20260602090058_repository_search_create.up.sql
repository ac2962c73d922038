-- A full-text index over the repositories, which triggers keep up to date.

CREATE VIRTUAL TABLE repository_search USING fts5 (
    path,
    description,
    content = 'repositories',
    content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER repository_search_after_insert
AFTER INSERT ON repositories
BEGIN
    INSERT INTO repository_search (rowid, path, description)
    VALUES (new.id, new.path, new.description);
END;

CREATE TRIGGER repository_search_after_update
AFTER UPDATE OF path, description ON repositories
BEGIN
    INSERT INTO repository_search (repository_search, rowid, path, description)
    VALUES ('delete', old.id, old.path, old.description);
    INSERT INTO repository_search (rowid, path, description)
    VALUES (new.id, new.path, new.description);
END;

CREATE TRIGGER repository_search_after_delete
AFTER DELETE ON repositories
BEGIN
    INSERT INTO repository_search (repository_search, rowid, path, description)
    VALUES ('delete', old.id, old.path, old.description);
END;

-- The repositories that are there already.
INSERT INTO repository_search (repository_search) VALUES ('rebuild');
