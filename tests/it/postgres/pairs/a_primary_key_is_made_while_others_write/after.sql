CREATE SCHEMA app;
CREATE TABLE app.parts (a int, b int, c text, CONSTRAINT parts_pkey PRIMARY KEY (a) INCLUDE (c));
COMMENT ON CONSTRAINT parts_pkey ON app.parts IS 'the number';
