CREATE TABLE meters (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    number       varchar(20) NOT NULL UNIQUE,
    unit         unit NOT NULL,
    installed_on date NOT NULL,
    removed_on   date,
    CONSTRAINT removed_after_installed CHECK (removed_on >= installed_on)
);
CREATE INDEX meters_by_customer ON meters (customer_id) INCLUDE (unit);

-- One partition a year; what is older or newer goes to the last one until there is one for it.
CREATE TABLE readings (
    meter_id bigint NOT NULL REFERENCES meters (id) ON DELETE CASCADE,
    read_at  timestamptz NOT NULL,
    value    numeric(14, 3) NOT NULL CHECK (value >= 0),
    guessed  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (meter_id, read_at)
) PARTITION BY RANGE (read_at);
CREATE TABLE readings_2025 PARTITION OF readings
    FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
CREATE TABLE readings_2026 PARTITION OF readings
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');
CREATE TABLE readings_other PARTITION OF readings DEFAULT;
CREATE INDEX readings_guessed ON readings (read_at) WHERE guessed;
