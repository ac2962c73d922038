DROP VIEW large;
ALTER TABLE boxes DROP COLUMN area;
ALTER TABLE boxes ADD COLUMN area integer GENERATED ALWAYS AS ((width * height)) STORED;
CREATE INDEX boxes_by_area ON boxes USING btree (area);

CREATE VIEW large AS
 SELECT boxes.id
   FROM boxes
  WHERE (boxes.area > 100);
