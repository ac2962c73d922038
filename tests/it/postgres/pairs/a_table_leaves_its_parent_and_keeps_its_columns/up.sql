ALTER TABLE cities NO INHERIT places;
