-- Stops where rows of other tables refer to its rows.
ALTER TABLE orders DETACH PARTITION orders_eu;
DROP TABLE orders_eu;
