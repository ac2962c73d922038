INSERT INTO tags VALUES ('bug'), ('idea');
