-- Stops at a row where heir.a is NULL.
ALTER TABLE heir ALTER COLUMN a SET NOT NULL;

CREATE TABLE other (
    d integer,
    CONSTRAINT other_pkey PRIMARY KEY (b)
) INHERITS (base);
ALTER TABLE other ALTER COLUMN a SET NOT NULL;
