#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::dialect::mysql::engine::Mysql;
use crate::dialect::postgres::engine::Postgres;
use crate::dialect::sqlite::engine::Sqlite;
use crate::project::ScratchServer;
use std::path::Path;

/// The steps of a script, each with how it is run; none where it is run as a whole.
fn steps_of(dialect: &dyn Dialect, sql: &str) -> Option<Vec<String>> {
    let script = Script::new(Path::new("1_a.up.sql").to_owned(), sql.to_owned());
    let steps = cut(dialect, &script).unwrap()?;
    let line = |step: &Step| format!("{:?}: {}", step.manner, &sql[step.range()]);
    Some(steps.iter().map(line).collect())
}

fn whole(dialect: &dyn Dialect, sql: &str) {
    assert_eq!(steps_of(dialect, sql), None, "{sql}");
}

fn cuts(dialect: &dyn Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(steps_of(dialect, sql).unwrap(), expected, "{sql}");
}

#[test]
fn what_the_engine_runs_as_one_transaction_is_not_cut() {
    let sqlite = Sqlite::new(Path::new("/"));
    whole(&sqlite, "CREATE TABLE a (b); VACUUM");
    whole(&sqlite, "-- no-transaction\n-- nothing\n");
    whole(
        &sqlite,
        "-- no-transaction\nPRAGMA foreign_keys = OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys = ON",
    );
    let postgres = Postgres::new(None, ScratchServer::Development);
    whole(
        &postgres,
        "-- no-transaction\nSET lock_timeout = 1; BEGIN; DROP TABLE a; END; RESET ALL",
    );
    let mysql = Mysql::new(None, ScratchServer::Development);
    whole(
        &mysql,
        "SET NAMES utf8mb4; INSERT INTO a VALUES (1); DELETE FROM b",
    );
    whole(&mysql, "SET @a = 1; INSERT INTO a VALUES (@a)");
}

#[test]
fn every_other_script_is_cut_at_what_can_be_marked_by_itself() {
    let sqlite = Sqlite::new(Path::new("/"));
    cuts(
        &sqlite,
        "-- no-transaction\nPRAGMA foreign_keys = OFF; CREATE TABLE a (b); BEGIN; DROP TABLE c; SAVEPOINT s; RELEASE s; COMMIT; VACUUM",
        &[
            "Setting: PRAGMA foreign_keys = OFF",
            "Inside: CREATE TABLE a (b)",
            "Group: BEGIN; DROP TABLE c; SAVEPOINT s; RELEASE s; COMMIT",
            "Alone: VACUUM",
        ],
    );
    let postgres = Postgres::new(None, ScratchServer::Development);
    cuts(
        &postgres,
        "-- no-transaction\nCREATE INDEX CONCURRENTLY a ON b (c); BEGIN; DROP TABLE d; ROLLBACK; CALL p()",
        &[
            "Inside: CREATE INDEX CONCURRENTLY a ON b (c)",
            "Setting: BEGIN; DROP TABLE d; ROLLBACK",
            "Inside: CALL p()",
        ],
    );
    let mysql = Mysql::new(None, ScratchServer::Development);
    cuts(
        &mysql,
        "INSERT INTO a VALUES (1); CREATE TABLE b (c INT)",
        &[
            "Inside: INSERT INTO a VALUES (1)",
            "Alone: CREATE TABLE b (c INT)",
        ],
    );
    cuts(
        &mysql,
        "START TRANSACTION; INSERT INTO a VALUES (1); COMMIT; DROP TABLE a",
        &[
            "Group: START TRANSACTION; INSERT INTO a VALUES (1); COMMIT",
            "Alone: DROP TABLE a",
        ],
    );
    // A transaction that a statement in it ends is none.
    cuts(
        &mysql,
        "START TRANSACTION; INSERT INTO a VALUES (1); SAVEPOINT s; DROP TABLE b; COMMIT",
        &["Inside: INSERT INTO a VALUES (1)", "Alone: DROP TABLE b"],
    );
}

#[test]
fn what_no_run_in_steps_can_have_is_refused_at_its_place() {
    let sqlite = Sqlite::new(Path::new("/"));
    let postgres = Postgres::new(None, ScratchServer::Development);
    let mysql = Mysql::new(None, ScratchServer::Development);
    let cases: [(&dyn Dialect, &str, &str); 8] = [
        (&sqlite, "VACUUM; COMMIT", "COMMIT"),
        (&sqlite, "VACUUM; SAVEPOINT a", "SAVEPOINT a"),
        (&sqlite, "VACUUM; BEGIN; DROP TABLE a", "BEGIN"),
        (
            &postgres,
            "VACUUM; BEGIN; COMMIT AND CHAIN",
            "COMMIT AND CHAIN",
        ),
        (&postgres, "VACUUM; DISCARD ALL", "DISCARD ALL"),
        (
            &mysql,
            "DROP TABLE a; SET autocommit = 0",
            "SET autocommit = 0",
        ),
        (&mysql, "BEGIN; DROP TABLE a; ROLLBACK", "ROLLBACK"),
        (
            &mysql,
            "BEGIN; SAVEPOINT s; DROP TABLE a; ROLLBACK TO s; COMMIT",
            "ROLLBACK TO s",
        ),
    ];
    for (dialect, sql, blamed) in cases {
        let sql = format!("-- no-transaction\n{sql}");
        let script = Script::new(Path::new("1_a.up.sql").to_owned(), sql.clone());
        let error = cut(dialect, &script).unwrap_err();
        assert_eq!(error.kind(), crate::Kind::Failed);
        let place = error.location().unwrap();
        assert_eq!(&sql[place.range.clone()], blamed, "{sql}: {error}");
    }
}

#[test]
fn what_a_step_makes_for_the_session_is_held_until_it_is_let_go() {
    let sqlite = Sqlite::new(Path::new("/"));
    let sql = "-- no-transaction\nCREATE TEMP TABLE a (b); BEGIN; CREATE TEMP TABLE g (x); DROP TABLE g; DROP TABLE a; COMMIT";
    let script = Script::new(Path::new("1_a.up.sql").to_owned(), sql.to_owned());
    let steps = cut(&sqlite, &script).unwrap().unwrap();
    assert_eq!(steps[0].holds, ["temporary a"]);
    assert_eq!(steps[1].holds, [""; 0]);
    assert_eq!(steps[1].releases, ["temporary a"]);
}
