-- Add up migration script here
-- customers see what is their own
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
ALTER TABLE meters ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION this_customer()
 RETURNS bigint
 LANGUAGE sql
 STABLE
RETURN (NULLIF(current_setting('meter.customer'::text, true), ''::text))::bigint;
CREATE POLICY own_invoices ON invoices FOR SELECT USING (((customer_id = this_customer()) AND (state <> 'draft'::invoice_state)));
CREATE POLICY own_meters ON meters FOR SELECT USING ((customer_id = this_customer()));
