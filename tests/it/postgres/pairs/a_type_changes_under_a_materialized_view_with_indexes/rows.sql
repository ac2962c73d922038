INSERT INTO sales VALUES (1, 'Bonn', 20), (2, 'Bonn', 5), (3, 'Ulm', 1);
REFRESH MATERIALIZED VIEW totals;
