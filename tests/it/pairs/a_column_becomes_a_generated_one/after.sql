CREATE TABLE boxes (width REAL, height REAL, area REAL AS (width * height) STORED);
