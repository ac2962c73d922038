CREATE SCHEMA app;
CREATE TABLE app.parts (a int, b int, c text);
