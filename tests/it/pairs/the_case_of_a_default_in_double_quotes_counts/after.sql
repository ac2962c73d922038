CREATE TABLE tickets (state TEXT DEFAULT "open");
