ALTER TABLE children VALIDATE CONSTRAINT its_parent;
ALTER TABLE children VALIDATE CONSTRAINT positive;
COMMENT ON CONSTRAINT small ON children IS 'old ones are larger';
