-- TODO(review): search is made anew and empty; fill it again below
DROP TABLE "search";
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'trigram');
