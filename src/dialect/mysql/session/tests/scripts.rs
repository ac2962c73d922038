//! Scripts and the ledger.

use super::*;
use crate::Kind;

#[test]
fn a_script_is_noted_as_sqlx_notes_it() {
    let place = Place::new();
    let mut session = place.open();
    assert!(session.is_empty().unwrap());
    assert!(!session.has_ledger().unwrap());
    assert_eq!(session.applied().unwrap(), []);
    let mut told = Vec::new();
    let sql = "CREATE TABLE a (b INT); -- é\nINSERT INTO a VALUES (1);";
    Session::run(&mut session, &script(sql, up(1)), &mut |sql, _| {
        told.push(sql.to_owned());
    })
    .unwrap();
    assert_eq!(told, ["CREATE TABLE a (b INT)", "INSERT INTO a VALUES (1)"]);
    let applied = session.applied().unwrap();
    assert_eq!(applied.len(), 1);
    let row = &applied[0];
    assert_eq!(
        (row.version, row.description.as_str(), row.success),
        (1, "it's a", true)
    );
    assert_eq!(row.checksum, [0, 255, 92]);
    assert!(row.execution_time > 0);
    assert_eq!(row.installed_on.len(), "2026-01-01 00:00:00".len());
    assert!(!session.is_empty().unwrap());

    let error = session.go("SELECT 1", up(1)).unwrap_err();
    assert!(
        error.message().contains("just changed migration 1"),
        "{error}"
    );
    session
        .go("DROP TABLE a", Note::Reverted { version: 1 })
        .unwrap();
    assert_eq!(session.applied().unwrap(), []);
    let error = session
        .go("SELECT 1", Note::Reverted { version: 1 })
        .unwrap_err();
    assert!(
        error.message().contains("just changed migration 1"),
        "{error}"
    );
}

#[test]
fn what_is_kept_of_a_script_that_fails_is_said() {
    let place = Place::new();
    for one_by_one in [true, false] {
        place
            .connection()
            .execute("DROP DATABASE shop; CREATE DATABASE shop")
            .unwrap();
        let mut session = place.open();
        session.time_statements(one_by_one);
        what_is_kept_is_said(&mut session);
    }
}

fn what_is_kept_is_said(session: &mut Session) {
    session.sql("CREATE TABLE t (a INT PRIMARY KEY); CREATE TABLE u (a INT)");
    // Each with whether something of it stays, and the rows of `t` behind it.
    let cases: [(&str, Kind, &[&str]); 8] = [
        (
            "INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)",
            Kind::Failed,
            &[],
        ),
        ("wibble", Kind::Failed, &[]),
        // The first statement commits the ledger's row although it fails.
        ("CREATE TABLE t (a INT)", Kind::Failed, &[]),
        (
            "SET @a = 1; ALTER TABLE t DROP COLUMN nothing",
            Kind::Failed,
            &[],
        ),
        (
            "INSERT INTO t VALUES (2); CREATE TABLE t (a INT)",
            Kind::Broken,
            &["2"],
        ),
        ("CREATE TABLE v (a INT); wibble", Kind::Broken, &["2"]),
        ("DROP TABLE u, nothing", Kind::Broken, &["2"]),
        (
            "START TRANSACTION; INSERT INTO t VALUES (3); ROLLBACK; wibble",
            Kind::Failed,
            &["2"],
        ),
    ];
    for (version, (sql, kind, rows)) in (1..).zip(cases) {
        let error = session.go(sql, up(version)).unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {error}");
        let doubted = session
            .applied()
            .unwrap()
            .iter()
            .any(|row| row.version == version);
        assert_eq!(doubted, kind == Kind::Broken, "{sql}");
        assert_eq!(session.lines("SELECT a FROM t"), rows, "{sql}");
    }
    session.sql("TRUNCATE t");
    session.stamp(&[], &[5, 6, 7]).unwrap();

    session.go("INSERT INTO t VALUES (1)", up(9)).unwrap();
    for (sql, kind, success) in [
        ("DELETE FROM t; wibble", Kind::Failed, true),
        ("DROP TABLE nothing", Kind::Failed, true),
        ("DELETE FROM t; DROP TABLE nothing", Kind::Broken, false),
    ] {
        let error = session.go(sql, Note::Reverted { version: 9 }).unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {error}");
        assert_eq!(session.applied().unwrap()[0].success, success, "{sql}");
    }
}

#[test]
fn a_failing_statement_is_pointed_at() {
    let place = Place::new();
    let mut session = place.open();
    let cases = [
        (
            "SELECT 1;\nSELECT\n  2 FROM FROM x",
            "FROM",
            "syntax error near `FROM x`",
        ),
        ("SELECT 1; SELECT (2", "2", "end of the statement"),
        ("SELECT (2; SELECT 1", "2", "end of the statement"),
        (
            "SELECT ';'; -- a\n-- ß\n  SELECT 1 2\n; SELECT 'é'",
            "2",
            "syntax error near `2`",
        ),
        (
            "SELECT 1;\n  INSERT INTO absent VALUES (1)",
            "INSERT",
            "doesn't exist (error 1146)",
        ),
        (
            "SELECT 1; DELIMITER //\nSELECT 2//",
            "DELIMITER",
            "sqlx sends the text as it is",
        ),
        ("SELECT 1; USE shop", "USE shop", "another database"),
        ("SELECT 1; SELECT '\0'", "\0", "NUL byte"),
    ];
    for one_by_one in [true, false] {
        session.time_statements(one_by_one);
        for (sql, at, message) in cases {
            let error = session.go(sql, Note::None).unwrap_err();
            let place = error.location().unwrap();
            assert_eq!(&place.text[place.range.clone()], at, "{error}");
            assert!(error.message().contains(message), "{message}: {error}");
        }
    }
}

#[test]
fn a_session_is_strict_and_a_scripts_settings_end_with_it() {
    let place = Place::new();
    place
        .connection()
        .execute("SET GLOBAL sql_mode = 'ANSI_QUOTES'")
        .unwrap();
    let mut session = place.open();
    let mode = session.one_text("SELECT @@sql_mode").unwrap();
    for part in ["STRICT_TRANS_TABLES", "ANSI_QUOTES", "PIPES_AS_CONCAT"] {
        assert!(mode.contains(part), "{part}: {mode}");
    }
    session.sql("CREATE TABLE t (a VARCHAR(2))");
    let error = session
        .go("INSERT INTO t VALUES ('abc')", Note::None)
        .unwrap_err();
    assert!(error.message().contains("too long"), "{error}");
    assert!(error.hints()[0].contains("strict"), "{error:?}");

    let before = session.lines("SELECT @@sql_mode, @@foreign_key_checks, @@time_zone, @@group_concat_max_len, @@collation_connection, @@autocommit");
    session.sql("SET sql_mode = '', foreign_key_checks = OFF; SET time_zone = '+05:00'; SET group_concat_max_len = 77; SET NAMES latin1; SET autocommit = 0; LOCK TABLES t WRITE; INSERT INTO t VALUES ('abc')");
    let after = session.lines("SELECT @@sql_mode, @@foreign_key_checks, @@time_zone, @@group_concat_max_len, @@collation_connection, @@autocommit");
    assert_eq!(before, after);
    assert_eq!(session.lines("SELECT a FROM t"), ["ab"]);
    session.sql("CREATE TABLE u (a INT)");
}

#[test]
fn a_server_whose_backslashes_do_not_escape_is_spoken_to_alike() {
    let place = Place::new();
    place
        .connection()
        .execute("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'")
        .unwrap();
    let mut session = place.open();
    let note = Note::Applied {
        version: 1,
        description: "a \\ b'",
        checksum: &[1],
    };
    session
        .go(
            "CREATE TABLE t (a VARCHAR(9)); INSERT INTO t VALUES ('\\')",
            note,
        )
        .unwrap();
    assert_eq!(session.applied().unwrap()[0].description, "a \\ b'");
    assert_eq!(session.lines("SELECT HEX(a) FROM t"), ["5C"]);
    let copy = session.copied().unwrap();
    assert_eq!(copy.contents().unwrap(), session.contents().unwrap());
    assert_eq!(copy.applied().unwrap(), session.applied().unwrap());
}

#[test]
fn bodies_need_no_delimiter() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(
        "CREATE TABLE t (a INT);
        CREATE PROCEDURE fill(n INT) BEGIN WHILE n > 0 DO INSERT INTO t VALUES (n); SET n = n - 1; END WHILE; END;
        CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC BEGIN DECLARE y INT; SET y = 2 * x; RETURN y; END;
        CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a > 2 THEN SET NEW.a = 2; END IF; END;
        CALL fill(3);
        UPDATE t SET a = twice(a)",
    );
    assert_eq!(session.lines("SELECT a FROM t ORDER BY a"), ["2", "4", "4"]);
}

#[test]
fn a_copy_is_never_left_for_the_database_that_it_is_of() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (a INT); CREATE TABLE shop (b INT)");
    // The database itself may be named, and the server changed: that is what sqlx would do.
    session.sql("INSERT INTO shop.t VALUES (1); CREATE USER some");
    let mut copy = session.copied().unwrap();
    let refused = [
        ("INSERT INTO shop.t VALUES (2)", "names the database `shop`"),
        ("DROP TABLE `shop`.`t`", "names the database `shop`"),
        (
            "CREATE TRIGGER shop.x BEFORE INSERT ON shop.t FOR EACH ROW SET NEW.a = 1",
            "`shop`",
        ),
        ("SELECT 1; CREATE USER doe", "changes the whole server"),
        ("GRANT ALL ON *.* TO some", "changes the whole server"),
        (
            "SET GLOBAL max_connections = 10",
            "changes the whole server",
        ),
    ];
    for (sql, message) in refused {
        let error = copy.go(sql, Note::None).unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        assert!(error.message().contains(message), "{sql}: {error}");
    }
    // A table of that name is a table.
    copy.sql("INSERT INTO shop VALUES (1); SELECT shop.b FROM shop; SELECT TABLE_NAME FROM information_schema.TABLES");
    assert_eq!(session.lines("SELECT a FROM t"), ["1"]);
    assert!(
        session
            .lines("SELECT User FROM mysql.user WHERE User = 'doe'")
            .is_empty()
    );
}

#[test]
fn the_lock_is_sqlxs_own_and_its_holder_is_named() {
    let place = Place::new();
    let mut holder = place.open();
    holder.claim(Duration::ZERO).unwrap();
    holder.claim(Duration::ZERO).unwrap();
    let mut other = place.open();
    let error = other.claim(Duration::from_millis(150)).unwrap_err();
    let id = holder.one_text("SELECT CONNECTION_ID()").unwrap();
    assert!(
        error.notes()[0].starts_with(&format!("connection {id} (user root")),
        "{error:?}"
    );
    // zlib's CRC-32 of the database's name.
    let name = format!("{:x}", 0x3d32_ad9e_i64 * 0xac6a_4ca2_i64);
    let held = other
        .one_text(&format!("SELECT IS_USED_LOCK('{name}')"))
        .unwrap();
    assert_eq!(held, id);
    drop(holder);
    other.claim(Duration::from_secs(5)).unwrap();
}

#[test]
fn views_that_no_longer_work_are_named_with_the_reason() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT b FROM t");
    assert_eq!(session.broken_objects().unwrap(), []);
    session.sql("ALTER TABLE t DROP COLUMN a");
    let broken = session.broken_objects().unwrap();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].0, "view v");
    assert!(broken[0].1.contains("Unknown column"), "{broken:?}");
}

#[test]
fn what_statements_do_to_tables_is_what_the_server_did() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(10), c INT) PARTITION BY HASH (id) PARTITIONS 2; CREATE TABLE `odd name` (a INT, b INT); INSERT INTO t VALUES (1, 1, 'x', 1)");
    session.observing = true;
    session.sql("ALTER TABLE t ADD COLUMN d INT; CREATE INDEX i ON t (a); ALTER TABLE t MODIFY a BIGINT; ALTER TABLE `odd name` DROP COLUMN b, ADD PRIMARY KEY (a); TRUNCATE t; INSERT INTO t VALUES (1, 1, 'x', 1, 1)");
    let effects = session.effects();
    let told: Vec<String> = effects
        .iter()
        .map(|effect| {
            let locks: Vec<&str> = effect
                .locked
                .iter()
                .map(|(_, lock)| lock.as_str())
                .collect();
            format!("{} {}", effect.rewritten.join(","), locks.join(","))
        })
        .collect();
    assert_eq!(told, ["t SHARED", "odd name "]);
}

#[test]
fn stamping_is_all_or_nothing() {
    let place = Place::new();
    let mut session = place.open();
    let row = |version| Applied {
        version,
        description: "a \\ b".to_owned(),
        installed_on: String::new(),
        success: true,
        checksum: vec![1, 2],
        execution_time: -1,
    };
    Database::stamp(&mut session, &[row(1), row(2)], &[]).unwrap();
    Database::stamp(&mut session, &[row(3), row(2)], &[1]).unwrap();
    let applied: Vec<i64> = session
        .applied()
        .unwrap()
        .iter()
        .map(|row| row.version)
        .collect();
    assert_eq!(applied, [2, 3]);
    assert_eq!(session.applied().unwrap()[0].description, "a \\ b");
    session.sql("CREATE TRIGGER no BEFORE DELETE ON _sqlx_migrations FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'");
    Database::stamp(&mut session, &[row(4)], &[2]).unwrap_err();
    assert_eq!(session.applied().unwrap().len(), 2);
}

#[test]
fn a_session_that_only_reads_cannot_write() {
    let place = Place::new();
    place.open().sql("CREATE TABLE t (a INT)");
    let session = Session::open(
        &place.server,
        &place.url(),
        Access::Read,
        &Ignore::default(),
    )
    .unwrap();
    for sql in [
        "INSERT INTO t VALUES (1)",
        "DROP TABLE t",
        "CREATE TABLE u (a INT)",
    ] {
        let error = plain(&session.execute(sql).unwrap_err());
        assert!(error.message().contains("READ ONLY"), "{error}");
    }
    assert_eq!(session.contents().unwrap().total(), 0);
    assert_eq!(session.copied().unwrap().lines("SHOW TABLES"), ["t"]);
    session
        .back_up_to(&tempfile::tempdir().unwrap().path().join("b.sql"))
        .unwrap();
}
