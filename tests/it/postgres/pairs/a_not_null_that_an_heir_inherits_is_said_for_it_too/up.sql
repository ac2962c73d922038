ALTER TABLE heir ALTER COLUMN b SET NOT NULL;

CREATE TABLE another (
    CONSTRAINT another_a_not_null NOT NULL a,
    CONSTRAINT another_pkey PRIMARY KEY (a)
) INHERITS (base);
CREATE TABLE later () INHERITS (base);
ALTER TABLE later ADD CONSTRAINT later_pkey PRIMARY KEY (a);
