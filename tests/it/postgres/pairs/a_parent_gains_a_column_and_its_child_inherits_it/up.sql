ALTER TABLE places ADD COLUMN height integer DEFAULT 0;
