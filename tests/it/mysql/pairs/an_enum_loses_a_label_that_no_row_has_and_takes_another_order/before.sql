CREATE TABLE users (state enum('new','old','gone') DEFAULT 'new', flags set('a','b'));
