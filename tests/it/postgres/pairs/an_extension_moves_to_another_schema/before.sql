CREATE SCHEMA tools;
CREATE EXTENSION hstore;
CREATE TABLE notes (id int PRIMARY KEY, tags hstore DEFAULT '');
CREATE INDEX notes_by_tags ON notes USING gin (tags);
