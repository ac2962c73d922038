-- Add down migration script here
-- meters: longer numbers
DROP VIEW latest_readings;
DROP INDEX meters_by_customer;
ALTER TABLE meters ALTER COLUMN number TYPE character varying(10);
CREATE INDEX meters_by_customer ON meters USING btree (customer_id);

CREATE VIEW latest_readings AS
 SELECT DISTINCT ON (m.id) m.id AS meter_id,
    m.number,
    r.read_at,
    r.value,
    m.unit
   FROM (meters m
     JOIN readings r ON ((r.meter_id = m.id)))
  ORDER BY m.id, r.read_at DESC;
