CREATE TABLE users (age INTEGER CHECK (age < 150), CONSTRAINT born CHECK (age > 0));
