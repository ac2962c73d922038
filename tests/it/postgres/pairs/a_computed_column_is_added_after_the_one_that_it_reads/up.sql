ALTER TABLE boxes ADD COLUMN width integer;
ALTER TABLE boxes ADD COLUMN area integer GENERATED ALWAYS AS ((width * 2)) STORED;
