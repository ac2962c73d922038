CREATE SEQUENCE notes_id_seq;
ALTER TABLE notes ADD COLUMN id bigint DEFAULT nextval('notes_id_seq'::regclass) NOT NULL;

-- Stops at a row that does not satisfy it.
ALTER TABLE notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
ALTER SEQUENCE notes_id_seq OWNED BY notes.id;
