ALTER TABLE "people" ADD COLUMN admin INTEGER;
DROP TABLE "admins";
CREATE VIEW admins AS SELECT name FROM people WHERE admin;
