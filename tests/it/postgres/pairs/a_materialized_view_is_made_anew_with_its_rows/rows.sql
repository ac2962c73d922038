INSERT INTO sales VALUES (1, 'Bonn', 20), (2, 'Bonn', 5);
REFRESH MATERIALIZED VIEW totals;
