CREATE TABLE parents (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE children (
    id   int PRIMARY KEY,
    one  int DEFAULT 1 CONSTRAINT one REFERENCES parents ON DELETE SET DEFAULT ON UPDATE RESTRICT,
    two  int CONSTRAINT two REFERENCES parents DEFERRABLE,
    a    int,
    b    int,
    CONSTRAINT three FOREIGN KEY (a, b) REFERENCES parents (a, b) MATCH FULL ON DELETE SET NULL
);
