-- Made-up rows: as many customers as the setting meter.fill says, behind those that are there.
CREATE TEMPORARY TABLE new_customers ON COMMIT DROP AS
    SELECT (SELECT count(*) FROM customers) + n AS n
      FROM generate_series(1, current_setting('meter.fill')::bigint) AS n;

INSERT INTO customers (name, mail, since)
    SELECT format('Customer %s', n), format('customer-%s@example.org', n), DATE '2025-01-01' + (n * 7 % 300)::int
      FROM new_customers;

CREATE TEMPORARY TABLE new_meters ON COMMIT DROP AS
    SELECT c.id AS customer_id, c.since, n * 2 + k AS n,
           CASE k WHEN 0 THEN 'kilowatt_hour' ELSE 'cubic_metre' END::unit AS unit
      FROM new_customers
      JOIN customers c ON c.mail = format('customer-%s@example.org', n), generate_series(0, 1) AS k;

INSERT INTO meters (customer_id, number, unit, installed_on)
    SELECT customer_id, format('M-%s', lpad(n::text, 7, '0')), unit, since FROM new_meters;

INSERT INTO readings (meter_id, read_at, value, guessed)
    SELECT m.id, m.installed_on::timestamp AT TIME ZONE 'UTC' + week * interval '7 days',
           round((week * (10 + m.id % 13) + m.id % 7) / 1.25, 3), (week + m.id) % 11 = 0
      FROM meters m
      JOIN new_meters USING (customer_id, unit), generate_series(0, 60) AS week;

INSERT INTO invoices (customer_id, period, state, sent_at)
    SELECT c.id, daterange(DATE '2025-01-01', DATE '2026-01-01'),
           (ARRAY['draft', 'sent', 'paid', 'void'])[1 + n % 4]::invoice_state,
           CASE WHEN n % 4 <> 0 THEN TIMESTAMPTZ '2026-01-15 09:00:00+00' END
      FROM new_customers
      JOIN customers c ON c.mail = format('customer-%s@example.org', n);

INSERT INTO invoice_lines (invoice_id, line, meter_id, quantity, price)
    SELECT i.id, row_number() OVER (PARTITION BY i.id ORDER BY m.id), m.id, used.quantity, t.price
      FROM invoices i
      JOIN new_meters USING (customer_id)
      JOIN meters m USING (customer_id, unit)
      JOIN LATERAL (SELECT max(value) - min(value) AS quantity FROM readings WHERE meter_id = m.id) AS used ON true
      JOIN LATERAL (SELECT price FROM tariffs WHERE unit = m.unit ORDER BY valid_from LIMIT 1) AS t ON true;

-- What the trigger writes down.
UPDATE invoices SET state = 'sent', sent_at = TIMESTAMPTZ '2026-02-01 09:00:00+00'
 WHERE state = 'draft' AND customer_id % 8 = 0;
