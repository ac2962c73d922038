-- Takes the list of those who may sign in away, and the name to show.

DROP VIEW active_users;
ALTER TABLE users DROP COLUMN display_name;
