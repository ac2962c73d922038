DROP VIEW "order";
