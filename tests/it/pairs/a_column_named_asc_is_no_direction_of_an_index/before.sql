CREATE TABLE sorts (name, asc);
CREATE INDEX by_name ON sorts (name, asc);
CREATE INDEX by_asc ON sorts (name asc, asc);
