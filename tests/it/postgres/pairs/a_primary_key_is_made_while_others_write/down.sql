ALTER TABLE app.parts DROP CONSTRAINT a_not_null;
