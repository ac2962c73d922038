CREATE TABLE labels (name TEXT CHECK (name IS NOT "None"), colour TEXT);
