CREATE VIEW "order" AS
 WITH RECURSIVE "order"(id, depth) AS (
         SELECT nodes.id,
            0 AS "?column?"
           FROM nodes
          WHERE (nodes.up IS NULL)
        UNION ALL
         SELECT n.id,
            (o.depth + 1)
           FROM (nodes n
             JOIN "order" o ON ((n.up = o.id)))
        )
 SELECT "order".id,
    "order".depth
   FROM "order";
