ALTER TABLE parts DETACH PARTITION parts_a;
DROP INDEX parts_a_id_idx;
