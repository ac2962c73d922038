ALTER TABLE users ADD COLUMN made_at timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE users ADD COLUMN name text DEFAULT 'nobody'::text NOT NULL;
