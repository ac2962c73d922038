CREATE OR REPLACE VIEW people AS
 SELECT users.id,
    users.name,
    users.mail
   FROM users;
