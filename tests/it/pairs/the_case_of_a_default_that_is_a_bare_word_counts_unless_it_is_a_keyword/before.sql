CREATE TABLE tickets (id INTEGER, state TEXT DEFAULT Open, urgent DEFAULT FALSE, made DEFAULT current_timestamp);
