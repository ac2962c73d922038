CREATE TABLE names (id int PRIMARY KEY, name text COLLATE "C" NOT NULL);
CREATE INDEX names_by_name ON names (name COLLATE "POSIX");
