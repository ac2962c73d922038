CREATE TABLE boxes (area int GENERATED ALWAYS AS (width * 2) STORED, id int PRIMARY KEY, width int);
