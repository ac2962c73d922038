CREATE TABLE boxes (id int PRIMARY KEY, width int, area int GENERATED ALWAYS AS (width * width) STORED);
