CREATE TABLE logs (
    id   serial,
    at   date NOT NULL,
    line int GENERATED ALWAYS AS IDENTITY,
    body text,
    size int GENERATED ALWAYS AS (length(body)) STORED,
    PRIMARY KEY (id, at),
    CHECK (id > 0)
) PARTITION BY RANGE (at);
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2026-01-01');
CREATE TABLE logs_new PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE INDEX logs_by_size ON logs (size);
CREATE TABLE notes (id int PRIMARY KEY, log int, at date, FOREIGN KEY (log, at) REFERENCES logs (id, at));
CREATE VIEW sizes AS SELECT id, size FROM logs;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS lines FROM logs;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.body := ''changed''; RETURN NEW; END';
CREATE TRIGGER noted BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION noted();
GRANT SELECT ON logs TO it_reader;
COMMENT ON COLUMN logs.body IS 'as it came';
