CREATE TABLE users (state enum('old','new') DEFAULT 'old', flags set('a','b','c'));
