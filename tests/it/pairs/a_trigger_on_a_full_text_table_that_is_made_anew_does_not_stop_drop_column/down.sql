-- TODO(review): search is made anew and empty; fill it again below
DROP TABLE "search";
ALTER TABLE "notes" ADD COLUMN old TEXT;
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'porter ascii');
