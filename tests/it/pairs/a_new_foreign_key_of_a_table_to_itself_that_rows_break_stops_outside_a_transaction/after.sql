CREATE TABLE cities (
  country TEXT,
  name TEXT,
  twin_country TEXT,
  twin TEXT,
  PRIMARY KEY (name COLLATE RTRIM, country),
  FOREIGN KEY (twin_country, twin) REFERENCES cities
);
