CREATE TABLE tickets (open TEXT, state TEXT);
