DROP TABLE "other";

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer REFERENCES customers (mail),
  replaces REFERENCES orders
);
CREATE TABLE customers (mail TEXT);
