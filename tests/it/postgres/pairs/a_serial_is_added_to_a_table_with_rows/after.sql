CREATE TABLE notes (body text, id bigserial NOT NULL, CONSTRAINT notes_pkey PRIMARY KEY (id));
