CREATE TABLE users (
    id integer NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

CREATE TABLE posts (
    id integer,
    by integer,
    CONSTRAINT posts_by FOREIGN KEY (by) REFERENCES users(id)
) PARTITION BY RANGE (id);
CREATE TABLE posts_1 PARTITION OF posts FOR VALUES FROM (1) TO (9);
ALTER TABLE posts_1 ADD CONSTRAINT again FOREIGN KEY (by) REFERENCES users(id);
