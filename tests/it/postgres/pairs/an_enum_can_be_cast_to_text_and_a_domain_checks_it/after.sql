CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE DOMAIN good AS mood CONSTRAINT is_good CHECK (VALUE = 'calm');
CREATE CAST (mood AS text) WITH INOUT AS IMPLICIT;
