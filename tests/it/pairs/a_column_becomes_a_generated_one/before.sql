CREATE TABLE boxes (width REAL, height REAL, area REAL);
