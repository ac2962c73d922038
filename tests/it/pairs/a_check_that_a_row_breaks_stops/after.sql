CREATE TABLE users (age INTEGER CHECK (age < 150));
