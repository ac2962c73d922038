-- Add down migration script here
-- customers see what is their own
DROP POLICY own_invoices ON invoices;
DROP POLICY own_meters ON meters;
DROP FUNCTION this_customer();
ALTER TABLE invoices DISABLE ROW LEVEL SECURITY;
ALTER TABLE meters DISABLE ROW LEVEL SECURITY;
