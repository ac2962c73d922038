-- One name to show for a person, and a list of those who may sign in.

ALTER TABLE users
    ADD COLUMN display_name TEXT GENERATED ALWAYS AS (coalesce(nullif(trim(first_name || ' ' || last_name), ''), username)) VIRTUAL;

CREATE VIEW active_users AS
SELECT id, username, display_name, email, is_admin
  FROM users
 WHERE is_active;

-- Deleting a row only closes the account: what a person wrote stays theirs.
CREATE TRIGGER active_users_close
INSTEAD OF DELETE ON active_users
BEGIN
    UPDATE users SET is_active = FALSE WHERE id = old.id;
    DELETE FROM api_keys WHERE user_id = old.id;
END;
