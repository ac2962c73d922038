CREATE TABLE parents (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE children (
    id   int PRIMARY KEY,
    one  int CONSTRAINT one REFERENCES parents ON DELETE CASCADE,
    two  int CONSTRAINT two REFERENCES parents ON UPDATE CASCADE,
    a    int,
    b    int,
    CONSTRAINT three FOREIGN KEY (a, b) REFERENCES parents (a, b)
);
