CREATE TABLE boxes (id int PRIMARY KEY, width int, height int, area int GENERATED ALWAYS AS (width * height + 1) STORED);
CREATE INDEX boxes_by_area ON boxes (area);
CREATE VIEW large AS SELECT id FROM boxes WHERE area > 100;
