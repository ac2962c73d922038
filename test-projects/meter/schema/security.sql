-- A customer's session says who it is: SET meter.customer = '17'. The service itself owns the
-- tables, and so sees everything.
CREATE FUNCTION this_customer() RETURNS bigint LANGUAGE sql STABLE
    RETURN nullif(current_setting('meter.customer', true), '')::bigint;

ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_invoices ON invoices FOR SELECT
    USING (customer_id = this_customer() AND state <> 'draft');

ALTER TABLE meters ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_meters ON meters FOR SELECT USING (customer_id = this_customer());
