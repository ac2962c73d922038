CREATE TABLE orders (region text);
