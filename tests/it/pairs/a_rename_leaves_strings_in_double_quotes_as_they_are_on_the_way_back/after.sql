CREATE TABLE labels (title TEXT CHECK (title IS NOT "None"), colour TEXT);
