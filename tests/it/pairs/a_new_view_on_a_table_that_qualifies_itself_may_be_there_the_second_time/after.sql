CREATE TABLE staff (
  id INTEGER PRIMARY KEY,
  wage INTEGER,
  CHECK (staff.wage IS NULL OR staff.wage > 0),
  FOREIGN KEY (id) REFERENCES staff (id)
);
CREATE VIEW wages AS SELECT wage FROM staff;
