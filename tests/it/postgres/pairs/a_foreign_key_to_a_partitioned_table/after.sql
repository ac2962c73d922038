CREATE TABLE accounts (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE accounts_de PARTITION OF accounts FOR VALUES IN ('de');
CREATE TABLE bookings (id int PRIMARY KEY, account int, region text, FOREIGN KEY (account, region) REFERENCES accounts (id, region) ON UPDATE CASCADE) PARTITION BY HASH (id);
CREATE TABLE bookings_0 PARTITION OF bookings FOR VALUES WITH (MODULUS 1, REMAINDER 0);
