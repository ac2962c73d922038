CREATE TABLE stock (place TEXT);
