-- Makes every comment one on its pull request as a whole.

DROP INDEX comments_on_files;
ALTER TABLE comments DROP COLUMN line_number;
ALTER TABLE comments DROP COLUMN file_path;
