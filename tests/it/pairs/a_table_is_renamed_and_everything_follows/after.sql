CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, CHECK (people.name <> ''));
CREATE TABLE posts (author INTEGER REFERENCES people (id) ON DELETE CASCADE);
CREATE INDEX by_name ON people (name);
CREATE VIEW names AS SELECT name FROM people;
CREATE TRIGGER orphan AFTER DELETE ON posts BEGIN
  DELETE FROM people WHERE id = OLD.author;
END;
