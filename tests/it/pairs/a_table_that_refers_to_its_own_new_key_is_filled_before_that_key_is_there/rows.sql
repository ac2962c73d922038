INSERT INTO pages VALUES ('blog'), ('shop');
