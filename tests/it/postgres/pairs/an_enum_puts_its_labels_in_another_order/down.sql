-- size cannot be altered to this: its columns go over to a new type. Stops at a row with a
-- label that is gone.
ALTER TYPE size RENAME TO size_old;
CREATE TYPE size AS ENUM ('large', 'small', 'medium');
COMMENT ON TYPE size IS 'as sold';
ALTER TABLE shirts ALTER COLUMN size TYPE size USING size::text::size;
DROP TYPE size_old;
