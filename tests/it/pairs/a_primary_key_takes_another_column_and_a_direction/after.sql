CREATE TABLE rates (currency TEXT, day TEXT, rate REAL, PRIMARY KEY (day DESC, currency));
