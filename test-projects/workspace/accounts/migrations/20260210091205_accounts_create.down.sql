-- Takes accounts away.

DROP TABLE accounts;
