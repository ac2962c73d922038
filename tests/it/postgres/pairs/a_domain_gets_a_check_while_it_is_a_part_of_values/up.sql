-- amount cannot be altered to this: its columns go over to a new one.
ALTER DOMAIN amount RENAME TO amount_old;
CREATE DOMAIN amount AS integer CONSTRAINT positive CHECK ((VALUE > 0));

-- price cannot be altered to this: its columns go over to a new one.
ALTER TYPE price RENAME TO price_old;

CREATE TYPE price AS (
    amount amount,
    currency text
);

-- code cannot be altered to this: its columns go over to a new one.
ALTER DOMAIN code RENAME TO code_old;
CREATE DOMAIN code AS text NOT NULL;
ALTER TABLE words ALTER COLUMN codes TYPE code[] USING codes::text::code[];
ALTER TABLE goods ALTER COLUMN price TYPE price USING price::text::price;
DROP TYPE price_old;
DROP DOMAIN amount_old;
DROP DOMAIN code_old;
