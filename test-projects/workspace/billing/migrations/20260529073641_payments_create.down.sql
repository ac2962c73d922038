-- Takes payments away.

DROP TABLE payments;
