CREATE TABLE cities (country TEXT, name TEXT, PRIMARY KEY (country COLLATE RTRIM, name));
CREATE TABLE streets (country TEXT, city TEXT, FOREIGN KEY (country, city) REFERENCES cities);
