ALTER TABLE users ADD COLUMN mail character varying(80);
ALTER TABLE users ADD COLUMN seen_at timestamp with time zone DEFAULT now();
