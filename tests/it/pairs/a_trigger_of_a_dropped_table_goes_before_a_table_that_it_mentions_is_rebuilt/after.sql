CREATE TABLE stock (item INTEGER CHECK (stock.item > 0 AND stock.item < 1000));
