CREATE TABLE goods (said jsonb, code text GENERATED ALWAYS AS (said ->> 'code') STORED);
