CREATE TABLE issues (
    id     int PRIMARY KEY,
    state  varchar(10) CHECK (state IN ('open', 'closed')),
    points int NOT NULL CHECK (points BETWEEN 0 AND 100 AND points <> 13),
    kind   char(3),
    CONSTRAINT one_of_many CHECK (points NOT BETWEEN 20 AND 30 OR state NOT IN ('open', 'gone') OR kind IN ('a', 'b'))
);
CREATE INDEX issues_open ON issues (id) WHERE state IN ('open', 'new') AND points BETWEEN 1 AND 5;
CREATE VIEW few AS SELECT id FROM issues WHERE points BETWEEN 1 AND 9 AND state = ANY (ARRAY['open', 'closed']) AND (id, points) <> (1, 2);
CREATE VIEW others AS SELECT id, state LIKE ANY (ARRAY['o%', 'c%']) AS short FROM issues WHERE (id, points) = (1, 2) AND kind NOT IN ('a', 'b');
ALTER TABLE issues ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON issues USING (state IN ('open', 'closed'));
