CREATE VIRTUAL TABLE boxes USING rtree_i32(id, x0, x1);
