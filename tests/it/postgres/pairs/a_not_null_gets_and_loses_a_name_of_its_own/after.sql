CREATE TABLE users (
    id serial CONSTRAINT numbered NOT NULL PRIMARY KEY,
    name text CONSTRAINT named NOT NULL,
    mail text NOT NULL,
    phone text NOT NULL,
    extra int CONSTRAINT extra_is_there NOT NULL DEFAULT 0
);
CREATE TABLE other (x int CONSTRAINT users_phone_not_null NOT NULL);
CREATE TABLE base (a int NOT NULL, b int CONSTRAINT base_has_b NOT NULL);
CREATE TABLE heir (c int) INHERITS (base);
