CREATE TABLE t (Name int, KEY By_Name (Name), CONSTRAINT Positive CHECK (Name > 0));
