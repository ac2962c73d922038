//! Whether the fuzzer itself sees what it must see.

use super::dice::Dice;
use super::facts::{Facts, difference, facts};
use super::model::Schema;
use super::rows::{self, Dump, dump};
use super::survive::{follow, is_inevitable, loss};
use super::{generate, lex, make, mutate, render, settle};
use cargo_migrate::diff::Rename;
use rusqlite::Connection;

fn database(sql: &str) -> (Connection, Facts, Dump) {
    let connection = settle::open().expect("an empty database");
    connection.execute_batch(sql).expect(sql);
    let facts = facts(&connection).expect("facts");
    let dump = dump(&connection, &facts).expect("rows");
    (connection, facts, dump)
}

#[test]
fn a_seed_gives_the_same_case_every_time() {
    for seed in 0..20 {
        let (one, two) = (make(seed), make(seed));
        assert_eq!(one, two, "seed {seed}");
    }
}

#[test]
fn another_style_changes_the_text_and_not_the_facts() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut schema = generate::schema(&mut dice);
        settle::settle(&mut schema, false).expect("settled");
        let mut other = schema.clone();
        mutate::rewrite(&mut other, &mut dice);
        let (Ok(a), Ok(b)) = (settle::build(&schema), settle::build(&other)) else {
            continue;
        };
        let (a, b) = (facts(&a).expect("facts"), facts(&b).expect("facts"));
        assert_eq!(
            difference(&a, &b),
            None,
            "{}\n{}",
            render::script(&schema),
            render::script(&other)
        );
    }
}

#[test]
fn rows_keep_every_rule_of_their_schema() {
    let mut filled = 0;
    for seed in 0..60 {
        let mut schema = generate::schema(&mut Dice::new(seed));
        settle::settle(&mut schema, false).expect("settled");
        let connection = rows::build(&schema, seed).expect("rows");
        let found = super::run::problems(&connection).expect("checked");
        assert!(
            found.is_empty(),
            "seed {seed}: {found:?}\n{}",
            render::script(&schema)
        );
        let facts = facts(&connection).expect("facts");
        let rows = dump(&connection, &facts).expect("rows");
        filled += rows
            .tables
            .values()
            .filter(|table| table.rows.len() >= 3)
            .count();
    }
    assert!(filled > 60, "only {filled} tables with three rows or more");
}

#[test]
fn facts_differ_where_schemas_do() {
    let base = "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT)";
    let (_, wanted, _) = database(base);
    for other in [
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b INT)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT NOT NULL)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'x')",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT COLLATE NOCASE)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT CHECK (b > 1))",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT AS (a) STORED)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER UNIQUE, b TEXT)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER REFERENCES p, b TEXT)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT) STRICT",
        "CREATE TABLE p (a PRIMARY KEY) WITHOUT ROWID; CREATE TABLE t (a INTEGER, b TEXT)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT); CREATE INDEX i ON t (a)",
        "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT); CREATE VIEW v AS SELECT 1",
    ] {
        let (_, found, _) = database(other);
        assert!(difference(&found, &wanted).is_some(), "{other}");
    }
}

#[test]
fn losses_of_rows_are_seen() {
    let before = "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b);
        CREATE TABLE u (a); INSERT INTO t VALUES (1, '7'), (2, NULL), (9, 'x');
        INSERT INTO u (rowid, a) VALUES (5, 1), (9, 2);";
    let (_, facts, rows) = database(before);
    for (change, seen) in [
        ("", false),
        ("DELETE FROM t WHERE a = 9", true),
        ("UPDATE t SET b = 7 WHERE a = 1", true),
        ("UPDATE t SET b = '' WHERE b IS NULL", true),
        (
            "UPDATE t SET b = CASE a WHEN 1 THEN 'x' ELSE '7' END WHERE a <> 2",
            true,
        ),
        ("UPDATE u SET rowid = rowid - 1", true),
        ("UPDATE sqlite_sequence SET seq = 8", true),
        ("DELETE FROM sqlite_sequence", true),
        ("ALTER TABLE t ADD COLUMN c DEFAULT 1", false),
        ("ALTER TABLE t DROP COLUMN b", false),
    ] {
        let (_, now, after) = database(&format!("{before} {change}"));
        let found = loss((&facts, &rows), (&now, &after));
        assert_eq!(found.is_some(), seen, "{change}: {found:?}");
    }
}

#[test]
fn what_was_renamed_is_followed() {
    let (_, facts, rows) =
        database("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");
    let renames: Vec<Rename> = ["t=u", "u.a=u.b"]
        .iter()
        .map(|text| text.parse().expect("a rename"))
        .collect();
    let (_, now, after) =
        database("CREATE TABLE u (b INTEGER PRIMARY KEY); INSERT INTO u VALUES (2)");
    assert_eq!(loss((&facts, &rows), (&now, &after)), None);
    let (followed, moved) = follow(&facts, &rows, &renames);
    assert!(loss((&followed, &moved), (&now, &after)).is_some());
}

#[test]
fn only_what_the_change_asks_for_may_stop_it() {
    let table = |columns: &str| database(&format!("CREATE TABLE t ({columns})"));
    for (from, to, insert, inevitable) in [
        ("a", "a NOT NULL", "INSERT INTO t VALUES (NULL)", true),
        (
            "a NOT NULL, b",
            "a NOT NULL",
            "INSERT INTO t VALUES (NULL)",
            false,
        ),
        ("a", "a UNIQUE", "INSERT INTO t VALUES (1), (1)", true),
        (
            "a UNIQUE",
            "a UNIQUE, b",
            "INSERT INTO t (a) VALUES (1), (1)",
            false,
        ),
        ("a", "a CHECK (a > 1)", "INSERT INTO t VALUES (0)", true),
        (
            "a CHECK (a > 1), b",
            "a CHECK (a > 1)",
            "INSERT INTO t VALUES (0)",
            false,
        ),
        ("a", "a", "INSERT INTO nowhere VALUES (0)", false),
    ] {
        let ((_, before, _), (connection, after, _)) = (table(from), table(to));
        let error = connection.execute_batch(insert).expect_err(insert);
        assert_eq!(
            is_inevitable(&error, &before, &after),
            inevitable,
            "{from} to {to}"
        );
    }
}

#[test]
fn the_second_reader_tells_names_from_strings() {
    let one = |sql: &str| lex::normal(&lex::tokens(sql));
    assert_eq!(
        one("SELECT [A b], `c` -- d\n , 'E' /* f"),
        "select a b , c , 'E'"
    );
    assert_eq!(one("\"a\"\"b\".1.5"), "a\"b . 1.5");
}

#[test]
fn an_empty_schema_is_a_schema() {
    let mut schema = Schema::default();
    mutate::change(&mut schema, &mut Dice::new(1));
    settle::settle(&mut schema, false).expect("settled");
}
