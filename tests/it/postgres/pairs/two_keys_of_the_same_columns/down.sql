CREATE TABLE users (
    id integer NOT NULL,
    CONSTRAINT once PRIMARY KEY (id)
);
