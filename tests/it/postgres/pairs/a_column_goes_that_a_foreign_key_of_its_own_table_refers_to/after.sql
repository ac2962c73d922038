CREATE TABLE parts (above int);
