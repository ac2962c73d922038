INSERT INTO people VALUES ('Ada');
INSERT INTO admins VALUES ('Ada');
