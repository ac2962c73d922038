INSERT INTO notes VALUES ('buy bread', 'red');
INSERT INTO marks VALUES (1), (2);
