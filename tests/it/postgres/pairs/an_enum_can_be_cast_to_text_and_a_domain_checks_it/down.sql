DROP CAST (mood AS text);
ALTER DOMAIN good DROP CONSTRAINT is_good;
ALTER DOMAIN good ADD CONSTRAINT is_good CHECK ((VALUE = 'calm'::mood));
