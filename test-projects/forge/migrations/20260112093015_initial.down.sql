-- Takes the whole first release away, children before their parents.

DROP TABLE journal;
DROP TABLE settings;
DROP TABLE repository_user_permissions;
DROP TABLE permissions;
DROP TABLE repository_followers;
DROP TABLE repositories;
DROP TABLE repo_groups;
DROP TABLE users;
