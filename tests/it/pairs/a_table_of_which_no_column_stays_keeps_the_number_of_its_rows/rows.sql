INSERT INTO tags VALUES ('bug');
