-- What every customer still owes.
CREATE VIEW owed AS
    SELECT c.id AS customer_id, c.name, count(DISTINCT i.id) AS invoices, sum(l.amount) AS amount
      FROM customers c
      JOIN invoices i ON i.customer_id = c.id AND i.state = 'sent'
      JOIN invoice_lines l ON l.invoice_id = i.id
     GROUP BY c.id, c.name;
COMMENT ON VIEW owed IS 'sent and not paid';

-- The last value of every meter.
CREATE VIEW latest_readings AS
    SELECT DISTINCT ON (m.id) m.id AS meter_id, m.number, r.read_at, r.value, m.unit
      FROM meters m
      JOIN readings r ON r.meter_id = m.id
     ORDER BY m.id, r.read_at DESC;

-- Too slow to compute for every page: refreshed at night.
CREATE MATERIALIZED VIEW monthly_use AS
    SELECT meter_id, date_trunc('month', read_at, 'UTC') AS month, max(value) - min(value) AS used
      FROM readings
     GROUP BY meter_id, date_trunc('month', read_at, 'UTC');
CREATE UNIQUE INDEX monthly_use_once ON monthly_use (meter_id, month);
