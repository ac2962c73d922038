-- Add down migration script here
-- readings partition by year
DROP VIEW latest_readings;
ALTER TABLE readings DROP CONSTRAINT readings_meter_id_fkey;
ALTER TABLE readings DROP CONSTRAINT readings_pkey;
ALTER TABLE readings DROP CONSTRAINT readings_value_check;
ALTER TABLE ONLY readings ALTER COLUMN guessed DROP DEFAULT;
ALTER TABLE readings_2025 RENAME TO readings_2025_old;
ALTER TABLE readings_other RENAME TO readings_other_old;
ALTER TABLE readings RENAME TO readings_old;

CREATE TABLE readings (
    meter_id bigint NOT NULL,
    read_at timestamp with time zone NOT NULL,
    value numeric(14,3) NOT NULL,
    guessed boolean DEFAULT false NOT NULL,
    CONSTRAINT readings_pkey PRIMARY KEY (meter_id, read_at),
    CONSTRAINT readings_value_check CHECK ((value >= (0)::numeric))
);

CREATE VIEW latest_readings AS
 SELECT DISTINCT ON (m.id) m.id AS meter_id,
    m.number,
    r.read_at,
    r.value,
    m.unit
   FROM (meters m
     JOIN readings r ON ((r.meter_id = m.id)))
  ORDER BY m.id, r.read_at DESC;

-- readings cannot be altered to this: its rows go over to a new table.
INSERT INTO readings (meter_id, read_at, value, guessed)
SELECT meter_id, read_at, value, guessed FROM readings_old;
DROP TABLE readings_old;
ALTER TABLE readings ADD CONSTRAINT readings_meter_id_fkey FOREIGN KEY (meter_id) REFERENCES meters(id) ON DELETE CASCADE;
