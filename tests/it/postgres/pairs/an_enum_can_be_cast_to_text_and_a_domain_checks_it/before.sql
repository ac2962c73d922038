CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE DOMAIN good AS mood CONSTRAINT is_good CHECK (VALUE = 'calm');
