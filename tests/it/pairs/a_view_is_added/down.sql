DROP VIEW "names";
