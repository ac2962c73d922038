DROP TRIGGER noted ON logs;
DROP FUNCTION noted();
DROP TABLE logs_2;
