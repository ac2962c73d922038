INSERT INTO issues VALUES (1, 'open', 3), (2, 'closed', 5);
REFRESH MATERIALIZED VIEW summary;
