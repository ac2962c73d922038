CREATE TABLE notes (text TEXT, colour TEXT);
CREATE TABLE marks ("end");
CREATE VIEW ends AS SELECT "end" FROM marks WHERE "start" IS NOT 'a;b';
