-- Add up migration script here
-- views of what is owed and what was read last

CREATE VIEW latest_readings AS
 SELECT DISTINCT ON (m.id) m.id AS meter_id,
    m.number,
    r.read_at,
    r.value,
    m.unit
   FROM (meters m
     JOIN readings r ON ((r.meter_id = m.id)))
  ORDER BY m.id, r.read_at DESC;

CREATE VIEW owed AS
 SELECT c.id AS customer_id,
    c.name,
    count(DISTINCT i.id) AS invoices,
    sum((l.amount)::numeric) AS amount
   FROM ((customers c
     JOIN invoices i ON (((i.customer_id = c.id) AND (i.state = 'sent'::invoice_state))))
     JOIN invoice_lines l ON ((l.invoice_id = i.id)))
  GROUP BY c.id, c.name;
COMMENT ON VIEW owed IS 'sent and not paid';
