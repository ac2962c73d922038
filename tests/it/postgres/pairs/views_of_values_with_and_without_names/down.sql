DROP VIEW chosen;
DROP VIEW named;
DROP VIEW unnamed;
