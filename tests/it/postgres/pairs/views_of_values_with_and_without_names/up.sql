CREATE VIEW chosen AS
 SELECT list.column1 AS id
   FROM ( VALUES (1)) list;

CREATE VIEW named (id, column2) AS
VALUES (1,'a'::text), (2,'b'::text);

CREATE VIEW unnamed AS
 VALUES (1), (2);
