CREATE TABLE other (id int);
CREATE VIEW named (id, column2) AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW unnamed AS VALUES (1), (2);
CREATE VIEW chosen AS SELECT column1 AS id FROM (VALUES (1)) AS list;
