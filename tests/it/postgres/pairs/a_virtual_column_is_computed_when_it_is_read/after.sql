CREATE TABLE boxes (id int PRIMARY KEY, width int, area int GENERATED ALWAYS AS (width * width) VIRTUAL, twice int GENERATED ALWAYS AS (width * 2));
