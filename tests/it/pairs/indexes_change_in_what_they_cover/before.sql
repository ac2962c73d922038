CREATE TABLE users (name TEXT, mail TEXT);
CREATE INDEX by_name ON users (name);
CREATE INDEX by_mail ON users (mail);
CREATE INDEX by_both ON users (name, mail);
CREATE INDEX the_same ON users (mail, name);
