CREATE VIRTUAL TABLE areas USING rtree(id, x0, x1, y0, y1, +name TEXT);
