INSERT INTO labels VALUES ('bug');
INSERT INTO notes VALUES ('buy bread', 'red');
