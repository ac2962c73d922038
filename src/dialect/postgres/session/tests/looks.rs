//! Looks at the schema and at rows, and what statements do to tables.

use super::*;

#[test]
fn who_only_reads_writes_nothing() {
    let place = Place::new();
    let mut session =
        Session::open(&place.server, &place.url, Access::Read, &Ignore::default()).unwrap();
    let error = session
        .go("CREATE TABLE a (b int)", Note::None)
        .unwrap_err();
    assert!(error.message().contains("read-only"), "{error}");
}

#[test]
fn rows_are_summed_by_table_and_column() {
    let place = Place::new();
    let mut session = place.open();
    assert!(!session.may_have_rows());
    session.sql(
        "CREATE SCHEMA app; CREATE TYPE pair AS (a int, b text);
         CREATE TABLE app.\"T t\" (id serial, v text, n numeric(10, 2), j json, p pair, x int[], \"G\" int GENERATED ALWAYS AS (1) STORED);
         CREATE TABLE nothing ();
         CREATE TABLE parent (a int) PARTITION BY LIST (a);
         CREATE TABLE one PARTITION OF parent FOR VALUES IN (1);
         CREATE TABLE rest PARTITION OF parent DEFAULT;
         CREATE TABLE base (a int); CREATE TABLE heir () INHERITS (base);
         CREATE TABLE identity (id bigint GENERATED ALWAYS AS IDENTITY, v bytea)",
    );
    assert!(!session.may_have_rows());
    let empty = session.contents().unwrap();
    assert_eq!(empty.total(), 0);
    assert_eq!(
        empty.tables.keys().collect::<Vec<_>>(),
        [
            "app.\"T t\"",
            "base",
            "heir",
            "identity",
            "nothing",
            "parent"
        ]
    );
    session.sql(
        "INSERT INTO app.\"T t\" (v, n, j, p) VALUES ('a', 1, '{\"a\": 1}', (NULL, NULL)), (NULL, NULL, NULL, NULL);
         INSERT INTO nothing DEFAULT VALUES;
         INSERT INTO parent VALUES (1), (2), (3); INSERT INTO base VALUES (1); INSERT INTO heir VALUES (2);
         INSERT INTO identity (v) VALUES ('\\x00'), ('\\xff')",
    );
    assert!(session.may_have_rows());
    let before = session.contents().unwrap();
    let count = |name: &str| before.tables[name].count;
    assert_eq!(
        (
            count("app.\"T t\""),
            count("nothing"),
            count("parent"),
            count("base"),
            count("heir")
        ),
        (2, 1, 3, 1, 1)
    );
    let columns = &before.tables["app.\"T t\""].columns;
    assert_eq!(
        columns
            .iter()
            .map(|(name, values)| (name.as_str(), values.present))
            .collect::<Vec<_>>(),
        [("id", 2), ("j", 1), ("n", 1), ("p", 1), ("v", 1), ("x", 0)]
    );
    assert_eq!(before.sequences["app.\"T t\""], 2);
    assert_eq!(before.sequences["identity"], 2);
    assert_eq!(session.row_count("parent").unwrap(), 3);
    assert_eq!(session.row_count("base").unwrap(), 1);
    assert_eq!(session.row_count("app.\"T t\"").unwrap(), 2);
    assert_eq!(session.row_count("gone").unwrap(), 0);
    assert_eq!(
        session.sample("app.\"T t\"", "v", 9).unwrap(),
        ["'a'", "NULL"]
    );
    assert_eq!(session.sample("parent", "a", 1).unwrap(), ["1"]);

    let renames = [Rename::Table {
        from: Name::exact("base"),
        to: Name::exact("app.root"),
    }];
    let cases: [(&str, &[&str]); 8] = [
        ("ALTER TABLE parent DETACH PARTITION rest; CREATE TABLE two PARTITION OF parent FOR VALUES IN (2, 3);
          INSERT INTO two SELECT * FROM rest; DROP TABLE rest", &[]),
        ("ALTER TABLE identity ALTER id TYPE int", &[]),
        ("ALTER TABLE base SET SCHEMA app; ALTER TABLE app.base RENAME TO root", &[]),
        ("UPDATE parent SET a = 2 WHERE a = 3", &["parent.a: values differ among 3 rows"]),
        ("UPDATE identity SET v = CASE v WHEN '\\x00' THEN '\\xff'::bytea ELSE '\\x00' END", &["identity: values stand in other rows than before"]),
        ("ALTER TABLE identity DROP v; ALTER TABLE identity ADD v bytea", &["identity.v: 2 values before, 0 after"]),
        ("SELECT setval('identity_id_seq', 1)", &["identity: the number for new rows stood at 2, now at 1"]),
        ("DELETE FROM identity WHERE id = 1", &["identity: 2 rows before, 1 after"]),
    ];
    for (sql, expected) in cases {
        session.execute("BEGIN").unwrap();
        session.execute(sql).unwrap();
        session.execute("COMMIT").unwrap();
        let after = session.contents().unwrap();
        let losses: Vec<String> = before
            .lost_in(&after, &renames)
            .iter()
            .map(ToString::to_string)
            .collect();
        let losses: Vec<&str> = losses.iter().map(String::as_str).collect();
        let now: Vec<&str> = losses
            .iter()
            .copied()
            .filter(|loss| expected.contains(loss))
            .collect();
        assert_eq!(now, expected, "{sql}: {losses:?}");
        if expected.is_empty() {
            assert_eq!(losses, expected, "{sql}");
        }
    }
}

#[test]
fn what_statements_do_to_tables_is_observed() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(
        "CREATE TABLE a (id int PRIMARY KEY, v varchar(5)); CREATE TABLE b (a_id int); CREATE INDEX i ON b (a_id)",
    );
    session.observe(true).unwrap();
    session.sql(
        "ALTER TABLE a ALTER v TYPE int USING v::int; ALTER TABLE a ADD c int; CREATE TABLE n (a int);
         ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a; ALTER TABLE n ADD d int; REINDEX TABLE b; TRUNCATE b; SELECT * FROM a",
    );
    let effects: Vec<String> = session
        .effects()
        .iter()
        .map(|effect| {
            format!(
                "{:?} {:?} {:?}",
                effect.sql, effect.rewritten, effect.locked
            )
        })
        .collect();
    assert_eq!(
        effects,
        [
            r#""ALTER TABLE a ALTER v TYPE int USING v::int" ["a", "a_pkey"] [("a", "ACCESS EXCLUSIVE")]"#,
            r#""ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a" [] [("b", "SHARE ROW EXCLUSIVE")]"#,
            r#""REINDEX TABLE b" ["i"] []"#,
            r#""TRUNCATE b" [] [("b", "ACCESS EXCLUSIVE")]"#,
        ]
    );
}

#[test]
fn the_catalogs_text_is_read_again_only_where_something_changed() {
    let place = Place::new();
    let mut session = place.open();
    let first = session.catalog_text().unwrap();
    assert_eq!(session.catalog_text().unwrap(), first);
    session.sql("CREATE TABLE a (b int)");
    let other = place.open();
    other.execute("CREATE TABLE c (b int)").unwrap();
    let _ = session.catalog_text().unwrap();
}

#[test]
fn the_schemas_of_the_last_three_looks_are_remembered() {
    let place = Place::new();
    let mut session = place.open();
    let mut texts = vec![session.catalog_text().unwrap()];
    for script in [
        "CREATE TABLE a (b int)",
        "DROP TABLE a",
        "CREATE TABLE c (d int)",
        "CREATE TABLE e (f int)",
    ] {
        session.sql(script);
        texts.push(session.catalog_text().unwrap());
    }
    let counts: Vec<Option<usize>> = texts
        .iter()
        .map(|text| Some(session.remembered(text)?.tables.len()))
        .collect();
    assert_eq!(counts, [Some(0), None, Some(0), Some(1), Some(2)]);
}
