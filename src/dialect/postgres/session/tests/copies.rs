//! Copies and backups.

use super::*;

/// A schema with something of most kinds that have to come back around rows.
const WHOLE: &str = "
    CREATE EXTENSION pg_trgm; CREATE SCHEMA app; CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext;
    CREATE TYPE app.mood AS ENUM ('sad', 'glad');
    CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);
    CREATE TABLE users (id serial PRIMARY KEY, boss int REFERENCES users, name ext.citext NOT NULL,
        mood app.mood DEFAULT 'glad', loud text GENERATED ALWAYS AS (upper(name::text)) STORED,
        n app.positive, CHECK (n < 100));
    CREATE TABLE \"Odd table\" (\"Key\" int GENERATED ALWAYS AS IDENTITY, user_id int REFERENCES users ON DELETE CASCADE,
        at timestamptz, bytes bytea, js json, span interval, t regclass, \"select\" text[], gone int);
    ALTER TABLE \"Odd table\" DROP gone;
    CREATE TABLE app.events (id bigint, at date) PARTITION BY RANGE (at);
    CREATE TABLE app.old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
    CREATE TABLE app.new PARTITION OF app.events DEFAULT;
    CREATE INDEX ON app.events (at);
    CREATE TABLE base (a int); CREATE TABLE heir (b int) INHERITS (base);
    CREATE SEQUENCE app.numbers START 5 INCREMENT 5;
    CREATE INDEX ON users USING gin ((name::text) gin_trgm_ops);
    CREATE VIEW glad AS SELECT * FROM users WHERE mood = 'glad';
    CREATE MATERIALIZED VIEW counted AS SELECT mood, count(*) FROM users GROUP BY mood;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := '2000-01-01'; RETURN NEW; END $$;
    CREATE TRIGGER stamp BEFORE INSERT ON \"Odd table\" FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE RULE nothing AS ON INSERT TO base DO INSTEAD NOTHING;
    ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON users USING (false);
    ALTER TABLE users FORCE ROW LEVEL SECURITY;
    COMMENT ON TABLE users IS 'it''s; all';
    CREATE PUBLICATION p FOR TABLE users;
    INSERT INTO users (boss, name, n) VALUES (1, 'a', 1), (1, E'tab\\t\\\\ \\nnew', NULL), (NULL, '\\.', 99);
    INSERT INTO \"Odd table\" (user_id, bytes, js, span, t, \"select\")
        VALUES (1, '\\x00ff', '{\"a\":  1}', '1 day', 'users', '{a,NULL,\"b,\"}'), (NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO app.events VALUES (1, '2019-01-01'), (2, '2021-01-01');
    INSERT INTO heir VALUES (1, 2);
    SELECT nextval('app.numbers'), nextval('app.numbers'), setval('\"Odd table_Key_seq\"', 40, false);
    ALTER TABLE users ADD CONSTRAINT late CHECK (n <> 99) NOT VALID;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
    GRANT CREATE ON SCHEMA public TO pg_monitor;
    REFRESH MATERIALIZED VIEW counted";

fn same(one: &Session, other: &Session) {
    let lines = |session: &Session| {
        format!(
            "{:#?}",
            (
                session.inspect().unwrap().tables,
                session.inspect().unwrap().objects
            )
        )
    };
    similar_asserts(&lines(one), &lines(other));
    assert_eq!(one.contents().unwrap(), other.contents().unwrap());
    assert_eq!(one.applied().unwrap(), other.applied().unwrap());
    let odd = "SELECT string_agg(x.\"Odd table\"::text, '') FROM \"Odd table\" x";
    let odd = odd.replace("x.\"Odd table\"", "x");
    assert_eq!(one.one_text(&odd).unwrap(), other.one_text(&odd).unwrap());
    for sequence in ["app.numbers", "\"Odd table_Key_seq\"", "users_id_seq"] {
        let standing = format!("SELECT last_value || ' ' || is_called FROM {sequence}");
        assert_eq!(
            one.one_text(&standing).unwrap(),
            other.one_text(&standing).unwrap(),
            "{sequence}"
        );
    }
    assert_eq!(
        one.one_text("SELECT sum(count)::text FROM counted")
            .unwrap(),
        other
            .one_text("SELECT sum(count)::text FROM counted")
            .unwrap()
    );
}

fn similar_asserts(one: &str, other: &str) {
    let difference = similar::TextDiff::from_lines(one, other);
    assert_eq!(one, other, "{}", difference.unified_diff());
}

#[test]
fn a_database_that_is_in_use_is_copied_row_by_row() {
    let place = Place::new();
    let mut session = place.open();
    session.go(WHOLE, up(1)).unwrap();
    let copy = session.snapshot().unwrap();
    same(&session, &copy);
    drop(copy);
    let other = place.open();
    let copy = session.snapshot().unwrap();
    same(&session, &copy);
    other.execute("SELECT 1").unwrap();
    session.claim(Duration::ZERO).unwrap();
    drop(other);
    let copy = session.snapshot().unwrap();
    same(&session, &copy);
}

#[test]
fn a_backup_comes_back_whole_or_not_at_all() {
    let place = Place::new();
    let mut session = place.open();
    session.go(WHOLE, up(1)).unwrap();
    let before = session.snapshot().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sql");
    session.back_up_to(&path).unwrap();
    assert!(session.back_up_to(&path).is_err());
    check_backup(&path).unwrap();
    session.go("DROP TABLE users, app.events, \"Odd table\" CASCADE; DROP SCHEMA app CASCADE; DROP EXTENSION pg_trgm;
        CREATE SCHEMA more; CREATE TABLE more.t (a int); CREATE FUNCTION public.f(int) RETURNS int RETURN 1;
        CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int);
        CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
        CREATE TYPE pair AS (a int); CREATE CAST (pair AS text) WITH INOUT; CREATE STATISTICS s ON a, b FROM heir;
        CREATE DOMAIN d AS int; CREATE COLLATION c FROM \"C\"; GRANT ALL ON SCHEMA public TO PUBLIC;
        COMMENT ON SCHEMA public IS 'x'; CREATE EXTENSION hstore", up(2)).unwrap();
    // Somebody is connected, and stays so.
    let other = place.open();
    session.restore_from(&path).unwrap();
    same(&before, &session);
    assert_eq!(other.row_count("users").unwrap(), 3);

    let text = std::fs::read_to_string(&path).unwrap();
    let cases = [
        ("", "does not begin"),
        ("-- something else", "does not begin"),
        (&text[..text.len() - 30], "its end is missing"),
    ];
    for (content, message) in cases {
        let broken = folder.path().join("broken.sql");
        std::fs::write(&broken, content).unwrap();
        let error = check_backup(&broken).unwrap_err();
        assert!(error.message().contains(message), "{error}");
    }
    let broken = folder.path().join("broken.sql");
    std::fs::write(&broken, text.replace("\n1\t1\ta\t", "\nx\t1\ta\t")).unwrap();
    let error = session.restore_from(&broken).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed, "{error}");
    same(&before, &session);
}

#[test]
fn psql_can_run_a_backup() {
    let (place, target) = (Place::new(), Place::new());
    let mut session = place.open();
    session.go(WHOLE, up(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sql");
    session.back_up_to(&path).unwrap();
    let psql = Cluster::programs().unwrap().folder().join("psql");
    let done = std::process::Command::new(psql)
        .args(["-q", "-1", "-v", "ON_ERROR_STOP=1", "-f"])
        .arg(&path)
        .arg(target.url.expose())
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    same(&session, &target.open());
}
