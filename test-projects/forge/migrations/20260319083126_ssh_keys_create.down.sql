-- Takes SSH keys away.

DROP TABLE ssh_keys;
