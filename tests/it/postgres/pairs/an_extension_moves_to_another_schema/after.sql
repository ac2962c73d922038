CREATE SCHEMA tools;
CREATE EXTENSION hstore SCHEMA tools;
CREATE TABLE notes (id int PRIMARY KEY, tags tools.hstore DEFAULT '');
CREATE INDEX notes_by_tags ON notes USING gin (tags);
