//! Scripts, what is kept of them, and the lock of those who migrate.

use super::*;

#[test]
fn a_script_and_its_note_are_kept_together_or_not_at_all() {
    let place = Place::new();
    let mut session = place.open();
    assert!(session.is_empty().unwrap());
    assert!(!session.has_ledger().unwrap());
    assert_eq!(session.applied().unwrap(), []);
    let mut told = Vec::new();
    let sql = "CREATE TABLE a (b int); -- é\nINSERT INTO a VALUES (1);";
    Session::run(&mut session, &script(sql, up(1)), &mut |sql, _| {
        told.push(sql.to_owned());
    })
    .unwrap();
    assert_eq!(told, ["CREATE TABLE a (b int)", "INSERT INTO a VALUES (1)"]);
    let applied = session.applied().unwrap();
    assert_eq!(applied.len(), 1);
    assert_eq!(
        (
            applied[0].version,
            applied[0].description.as_str(),
            applied[0].success
        ),
        (1, "it's a", true)
    );
    assert_eq!(applied[0].checksum, [0, 255, 92]);
    assert!(applied[0].execution_time > 0);
    assert_eq!(applied[0].installed_on.len(), "2026-01-01 00:00:00".len());
    assert!(!session.is_empty().unwrap());

    let sql = "CREATE TABLE c (d int); SELECT 'é', nothing; SELECT 2";
    let error = session.go(sql, up(2)).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    let place = error.location().unwrap();
    assert_eq!(&place.text[place.range.clone()], "nothing");
    assert_eq!(session.row_count("c").unwrap(), 0);
    assert_eq!(session.applied().unwrap().len(), 1);

    let error = session.go("SELECT 1", up(1)).unwrap_err();
    assert!(
        error.message().contains("just changed migration 1"),
        "{error}"
    );
    session
        .go("DROP TABLE a", Note::Reverted { version: 1 })
        .unwrap();
    let error = session
        .go("SELECT 1", Note::Reverted { version: 1 })
        .unwrap_err();
    assert!(
        error.message().contains("just changed migration 1"),
        "{error}"
    );
    assert!(session.is_empty().unwrap());
    session.stamp(&applied, &[]).unwrap();
    session.stamp(&applied, &[7]).unwrap();
    assert_eq!(session.applied().unwrap()[0].execution_time, -1);
    session.stamp(&[], &[1]).unwrap();
    assert_eq!(session.applied().unwrap(), []);
}

#[test]
fn outside_a_transaction_the_kind_of_an_error_says_whether_something_was_kept() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    let cases = [
        ("-- no-transaction\nSELECT nothing", Kind::Failed),
        (
            "-- no-transaction\nSET search_path = x; SELECT nothing",
            Kind::Failed,
        ),
        (
            "-- no-transaction\nCREATE TABLE x1 (a int); SELECT nothing",
            Kind::Broken,
        ),
        (
            "-- no-transaction\nBEGIN; CREATE TABLE x2 (a int); SELECT nothing; COMMIT",
            Kind::Failed,
        ),
        (
            "-- no-transaction\nBEGIN; CREATE TABLE x3 (a int); COMMIT; SELECT nothing",
            Kind::Broken,
        ),
        (
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY u ON t (a)",
            Kind::Broken,
        ),
    ];
    for (number, (sql, kind)) in cases.into_iter().enumerate() {
        let error = session
            .go(sql, up(i64::try_from(number).unwrap()))
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {error}");
    }
    session
        .go(
            "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a)",
            up(10),
        )
        .unwrap();
    session
        .go(
            "-- no-transaction\nBEGIN; CREATE TABLE y (a int); COMMIT;",
            up(11),
        )
        .unwrap();
    assert_eq!(session.applied().unwrap().len(), 2);
}

#[test]
fn an_index_that_a_broken_off_run_left_invalid_is_built_anew() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE SCHEMA app; CREATE TABLE app.t (a int); INSERT INTO app.t VALUES (1), (1)");
    let build = "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON app.t (a)";
    let valid = |session: &Session| {
        session
            .one_text("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'app.u'::regclass")
            .unwrap()
    };
    session.go(build, up(1)).unwrap_err();
    assert_eq!(valid(&session), "false");
    session.sql("DELETE FROM app.t");
    session.go(build, up(1)).unwrap();
    assert_eq!(valid(&session), "true");
    // What is whole stays.
    let number = "SELECT 'app.u'::regclass::oid::text";
    let before = session.one_text(number).unwrap();
    session.go(build, up(2)).unwrap();
    assert_eq!(session.one_text(number).unwrap(), before);
}

#[test]
fn scripts_that_leave_the_runners_hands_are_refused() {
    let place = Place::new();
    let mut session = place.open();
    for (sql, message) in [
        (
            "CREATE TABLE a (b int); COMMIT; SELECT 1",
            "ends the transaction",
        ),
        (
            "begin; create table a (b int); end;",
            "ends the transaction",
        ),
        ("ROLLBACK", "ends the transaction"),
        ("ABORT AND CHAIN", "ends the transaction"),
        ("PREPARE TRANSACTION 'a'", "ends the transaction"),
        (
            "-- no-transaction\nBEGIN; CREATE TABLE a (b int)",
            "does not end it",
        ),
        ("SELECT '\0'", "NUL byte"),
        ("COPY a FROM stdin;\n1\n\\.\n", "FROM stdin"),
    ] {
        let error = session.go(sql, up(1)).unwrap_err();
        assert!(error.message().contains(message), "{sql:?}: {error}");
        assert_eq!(error.kind(), Kind::Failed);
        assert!(error.location().is_some(), "{sql:?}");
    }
    session
        .go(
            "SAVEPOINT a; SELECT 1; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a",
            up(1),
        )
        .unwrap();
    assert!(session.is_empty().unwrap());
}

#[test]
fn errors_say_what_to_do() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e)");
    for (sql, hint) in [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "-- no-transaction"),
        (
            "ALTER TYPE e ADD VALUE 'b'; INSERT INTO t VALUES ('b')",
            "migration of its own",
        ),
        (
            "CREATE EXTENSION nothing_like_that",
            "install the extension",
        ),
        (
            "SET LOCAL search_path = ''; CREATE TABLE x (a int)",
            "name the schema",
        ),
        (
            "SET search_path = ''; CREATE TABLE public.x (a int)",
            "search_path",
        ),
    ] {
        let error = session.go(sql, up(1)).unwrap_err();
        assert!(
            error.hints().iter().any(|found| found.contains(hint)),
            "{sql}: {error} {:?}",
            error.hints()
        );
    }
}

#[test]
fn what_a_script_sets_is_not_set_for_the_next_one() {
    let place = Place::new();
    let mut session = place.open();
    let before = session
        .one_text("SELECT current_setting('search_path') || current_setting('lock_timeout')")
        .unwrap();
    assert!(before.ends_with("10s"), "{before}");
    session.sql(
        "SELECT set_config('search_path', '', false); SET lock_timeout = 1; SET ROLE pg_monitor",
    );
    let after = session.one_text("SELECT current_setting('search_path') || current_setting('lock_timeout') || current_setting('role')").unwrap();
    assert_eq!(after, format!("{before}none"));
    let _ = session
        .go(
            "-- no-transaction\nSET lock_timeout = 5; SELECT nothing",
            Note::None,
        )
        .unwrap_err();
    assert_eq!(session.one_text("SHOW lock_timeout").unwrap(), "10s");
}

#[test]
fn one_session_migrates_at_a_time() {
    let place = Place::new();
    let (mut first, mut second) = (place.open(), place.open());
    first
        .execute("SET application_name = 'the application'")
        .unwrap();
    first.claim(Duration::ZERO).unwrap();
    first.claim(Duration::ZERO).unwrap();
    let error = second.claim(Duration::from_millis(50)).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    let note = &error.notes()[0];
    assert!(
        note.contains("held by process") && note.contains("(the application)"),
        "{note}"
    );
    drop(first);
    second.claim(Duration::from_secs(5)).unwrap();
}

#[test]
fn who_holds_a_lock_is_named() {
    let place = Place::new();
    let (mut first, second) = (place.open(), place.open());
    first.sql("CREATE TABLE t (a int); CREATE TABLE u (a int)");
    second.execute("BEGIN; SELECT * FROM t").unwrap();
    let error = first
        .go(
            "SET LOCAL lock_timeout = 10; ALTER TABLE t ADD b int",
            Note::None,
        )
        .unwrap_err();
    let notes = error.notes().join("\n");
    assert!(notes.contains("held on t by process"), "{error} {notes}");
}

#[test]
fn a_script_in_one_message_is_kept_and_blamed_as_statement_by_statement() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (a int PRIMARY KEY)");
    let scripts = [
        ("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)", "3"),
        ("-- nothing", "1"),
        (
            "-- é\nINSERT INTO t VALUES (4); SELEC 1; SELECT 2",
            "1 SELEC",
        ),
        (
            "SELECT 'é' FROM t; INSERT INTO nowhere VALUES (4)",
            "1 nowhere",
        ),
        (
            "INSERT INTO t VALUES (4);; INSERT INTO t VALUES (1)",
            "1 INSERT",
        ),
        (
            "SELECT 1; DO $$ BEGIN PERFORM 1 FROM nowhere; END $$",
            "1 DO",
        ),
        ("SELECT 1; VACUUM t; SELECT 2", "1 VACUUM"),
    ];
    for (script, expected) in scripts {
        for one_by_one in [true, false] {
            session.time_statements(one_by_one);
            session.sql("TRUNCATE t; INSERT INTO t VALUES (1)");
            let outcome = session.go(script, Note::None);
            let mut found = session.row_count("t").unwrap().to_string();
            if let Err(error) = outcome {
                let place = error.location().unwrap();
                found.push_str(&format!(" {}", &place.text[place.range.clone()]));
            }
            assert_eq!(found, expected, "{script} {one_by_one}");
        }
    }
}

#[test]
fn a_script_that_throws_away_what_was_prepared_leaves_nothing_unseen() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE a (b int); INSERT INTO a VALUES (1)");
    assert_eq!(session.inspect().unwrap().tables.len(), 1);
    let before = session.contents().unwrap();
    session.sql("DEALLOCATE ALL; CREATE TABLE c (d int)");
    assert_eq!(session.contents().unwrap().total(), 1);
    session.sql("DEALLOCATE ALL; CREATE TABLE e (f int)");
    assert_eq!(session.inspect().unwrap().tables.len(), 3);
    session.sql("DEALLOCATE ALL");
    assert!(session.may_have_rows());
    session.sql("DROP TABLE c, e");
    assert_eq!(session.contents().unwrap(), before);
}
