CREATE TABLE notes (text TEXT, CHECK (text <> ''));
