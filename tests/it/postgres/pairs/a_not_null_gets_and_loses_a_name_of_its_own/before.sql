CREATE TABLE users (
    id serial PRIMARY KEY,
    name text NOT NULL,
    mail text CONSTRAINT reachable NOT NULL,
    phone text
);
CREATE TABLE other (x int CONSTRAINT users_phone_not_null NOT NULL);
CREATE TABLE base (a int CONSTRAINT base_has_a NOT NULL, b int NOT NULL);
CREATE TABLE heir (c int) INHERITS (base);
