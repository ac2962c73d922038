-- label: 0.5
-- Comments on one line of one file.

ALTER TABLE comments
    ADD COLUMN file_path TEXT CHECK (file_path <> '');
ALTER TABLE comments
    ADD COLUMN line_number INTEGER CHECK (line_number IS NULL OR (line_number > 0 AND file_path IS NOT NULL));
CREATE INDEX comments_on_files ON comments (pull_request_id, file_path, line_number) WHERE file_path IS NOT NULL;
