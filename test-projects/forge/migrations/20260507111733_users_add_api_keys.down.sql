-- Takes keys for programs away.

DROP TABLE api_keys;
