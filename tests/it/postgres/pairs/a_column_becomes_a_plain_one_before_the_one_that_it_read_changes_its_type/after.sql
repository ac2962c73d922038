CREATE TABLE goods (said text, code text);
