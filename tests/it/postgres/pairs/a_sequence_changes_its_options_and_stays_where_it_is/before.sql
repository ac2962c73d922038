CREATE SEQUENCE numbers;
CREATE TABLE bills (id bigint PRIMARY KEY DEFAULT nextval('numbers'));
