INSERT INTO logs VALUES ('2019-05-05', 'a'), ('2020-05-05', 'b'), ('2021-05-05', 'c'), ('2022-05-05', 'd');
INSERT INTO parts VALUES (1), (11), (21);
