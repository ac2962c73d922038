CREATE TABLE tickets (open TEXT, state TEXT NOT NULL DEFAULT "open");
