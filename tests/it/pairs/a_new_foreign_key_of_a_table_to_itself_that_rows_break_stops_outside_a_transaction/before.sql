CREATE TABLE cities (twin_country TEXT, twin TEXT);
