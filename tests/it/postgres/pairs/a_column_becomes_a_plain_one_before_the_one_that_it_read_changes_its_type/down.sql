-- TODO(review): goods.code becomes a computed column: its own values are lost. Take this check
-- out if they may be
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY goods WHERE code IS NOT NULL) THEN
        RAISE EXCEPTION 'goods.code has values that would be replaced by computed ones';
    END IF;
END
$check$;
ALTER TABLE goods DROP COLUMN code;

-- TODO(review): there is no cast from text to jsonb that goes by itself: is this how the values
-- of said go over?
ALTER TABLE goods ALTER COLUMN said TYPE jsonb USING said::jsonb;
ALTER TABLE goods ADD COLUMN code text GENERATED ALWAYS AS ((said ->> 'code'::text)) STORED;
