CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM (MINVALUE) TO ('2026-01-01') PARTITION BY HASH (id);
CREATE TABLE logs_old_0 PARTITION OF logs_old FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE logs_old_1 PARTITION OF logs_old FOR VALUES WITH (modulus 2, remainder 1);
CREATE UNIQUE INDEX logs_once ON logs USING btree (id, at);
