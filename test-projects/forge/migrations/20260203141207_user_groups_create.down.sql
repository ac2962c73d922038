-- Takes groups of people away, with the permissions given to them.

DROP TABLE repository_user_group_permissions;
DROP TABLE user_group_members;
DROP TABLE user_groups;
