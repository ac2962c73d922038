DROP TABLE numbered;
DROP TYPE mood;
