CREATE TABLE users (name TEXT, mail TEXT);
CREATE UNIQUE INDEX by_name ON users (name);
CREATE INDEX by_mail ON users (mail DESC) WHERE mail IS NOT NULL;
CREATE INDEX the_same on "users" ("mail" ASC, [name]);
