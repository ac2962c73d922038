-- Add up migration script here
-- monthly use

CREATE MATERIALIZED VIEW monthly_use AS
 SELECT readings.meter_id,
    date_trunc('month'::text, readings.read_at, 'UTC'::text) AS month,
    (max(readings.value) - min(readings.value)) AS used
   FROM readings
  GROUP BY readings.meter_id, (date_trunc('month'::text, readings.read_at, 'UTC'::text));
CREATE UNIQUE INDEX monthly_use_once ON monthly_use USING btree (meter_id, month);
