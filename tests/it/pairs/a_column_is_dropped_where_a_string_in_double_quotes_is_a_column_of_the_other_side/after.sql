CREATE TABLE notes (text TEXT);
CREATE TABLE marks ("start");
CREATE VIEW ends AS SELECT "end" FROM marks WHERE "start" IS NOT 'a;b';
