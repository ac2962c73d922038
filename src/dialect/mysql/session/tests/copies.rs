//! Copies, backups and sums of rows.

use super::*;
use crate::Kind;
use crate::dialect::contents::Contents;

/// Something of everything that a database can hold.
const EVERYTHING: &str = r#"
CREATE SEQUENCE seq START WITH 100 INCREMENT BY 10 CACHE 5;
CREATE TABLE parents (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) CHARACTER SET latin1 NOT NULL,
    UNIQUE KEY by_name (name(5))
) AUTO_INCREMENT = 50 COMMENT = 'it''s';
CREATE TABLE types (
    id BIGINT PRIMARY KEY DEFAULT nextval(seq), parent INT UNSIGNED,
    a TINYINT ZEROFILL, b DECIMAL(20,6), c FLOAT, d DOUBLE, e BIT(9), f CHAR(3), g VARBINARY(10),
    h BLOB, i TEXT, j ENUM('x','y''z'), k SET('p','q'), l DATE, m DATETIME(3), n TIMESTAMP(6) NULL,
    o TIME(2), p YEAR, q POINT, r JSON, s INT AS (a + 1) STORED, t INT AS (a + 2),
    u INT INVISIBLE DEFAULT 7, v INET6, w UUID,
    CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE SET NULL,
    CONSTRAINT small CHECK (a < 100)
);
CREATE TABLE parts (id INT, at DATE, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at)) (
    PARTITION old VALUES LESS THAN (2000), PARTITION new VALUES LESS THAN MAXVALUE);
CREATE TABLE told (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING;
CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC BEGIN DECLARE y INT; SET y = 2 * x; RETURN y; END;
CREATE PROCEDURE fill() BEGIN INSERT INTO shop.parents (name) VALUES ('by; procedure'); END;
CREATE SQL SECURITY INVOKER VIEW z_first AS SELECT twice(id) AS doubled, name FROM parents;
CREATE VIEW a_last AS SELECT doubled FROM z_first;
CREATE TRIGGER second BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '2');
CREATE TRIGGER first BEFORE INSERT ON parents FOR EACH ROW PRECEDES second SET NEW.name = CONCAT(NEW.name, '1');
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO BEGIN DELETE FROM parts; DELETE FROM told; END;
INSERT INTO parents (name) VALUES ('ä'), ('b');
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
INSERT INTO parents (id, name) VALUES (0, 'zero');
INSERT INTO types (parent, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, u, v, w) VALUES
    (50, 5, 1.500000, 0.1, 1e-300, b'100000001', 'é', x'00ff', x'', 'it''s \\ \n new', 'y''z', 'p,q',
    '0000-00-00', '2020-01-02 03:04:05.678', '2020-01-02 03:04:05.000001', '-12:00:00.25', 1999,
    POINT(1, 2), '{"a": 1}', 8, '::1', '123e4567-e89b-12d3-a456-426614174000'),
    (NULL, NULL, NULL, 16777217, 0.1, NULL, '', NULL, NULL, '', NULL, '', NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO parts VALUES (1, '1999-01-01'), (2, '2020-01-01');
INSERT INTO told VALUES (1, 1);
UPDATE told SET a = 2;
"#;

fn assert_same(copy: &Session, text: &str, contents: &Contents) {
    let found = copy.catalog_text().unwrap();
    for (found, expected) in found.split("Table {").zip(text.split("Table {")) {
        assert_eq!(found, expected);
    }
    assert_eq!(found, text);
    assert_eq!(&copy.contents().unwrap(), contents);
    // Behind the numbers that the server had in store.
    assert_eq!(copy.lines("SELECT NEXTVAL(seq)"), ["150"]);
    assert_eq!(
        copy.lines("SELECT COUNT(*) FROM told FOR SYSTEM_TIME ALL"),
        ["2"]
    );
    assert_eq!(
        copy.lines("SELECT c + 0e0, u FROM types ORDER BY id"),
        ["0.10000000149011612|8", "16777216|NULL"]
    );
    assert_eq!(
        copy.lines("SELECT id FROM parents ORDER BY id"),
        ["0", "50", "51"]
    );
    copy.execute("CALL fill()").unwrap();
    copy.changed();
    assert_eq!(
        copy.lines("SELECT id, name FROM parents WHERE id > 51"),
        ["52|by; procedure12"]
    );
    assert_eq!(
        copy.lines("SELECT doubled FROM a_last WHERE doubled > 102"),
        ["104"]
    );
}

#[test]
fn a_copy_holds_everything_whoever_else_is_there() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(EVERYTHING);
    session.go("SELECT 1", up(1)).unwrap();
    let (text, contents) = (session.catalog_text().unwrap(), session.contents().unwrap());
    assert!(contents.total() > 8);

    let frozen = session.freeze(true, false).unwrap();
    assert!(session.lines("SHOW OPEN TABLES WHERE In_use > 0").len() > 4);
    session.release(&frozen).unwrap();
    let alone = session.copied().unwrap();
    assert_same(&alone, &text, &contents);
    assert_eq!(alone.applied().unwrap().len(), 1);
    // Nothing of it was done to the database itself.
    assert_eq!(session.contents().unwrap(), contents);

    // Somebody is at work: he need not wait, and what he has not committed is not there.
    let mut other = place.connection();
    other
        .execute("SET innodb_lock_wait_timeout = 1; START TRANSACTION; INSERT INTO parts VALUES (3, '2021-01-01')")
        .unwrap();
    let beside = session.copied().unwrap();
    other
        .execute("INSERT INTO told VALUES (2, 2); COMMIT")
        .unwrap();
    assert_same(&beside, &text, &contents);
    // A copy of a copy.
    let second = alone.copied().unwrap();
    assert_eq!(second.contents().unwrap(), alone.contents().unwrap());
    let names = |session: &Session| session.lines("SHOW TABLES");
    assert_eq!(names(&second), names(&alone));
}

#[test]
fn a_backup_holds_everything_and_comes_back_to_any_server() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(EVERYTHING);
    session.go("SELECT 1", up(1)).unwrap();
    let (text, contents) = (session.catalog_text().unwrap(), session.contents().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.sql");
    session.back_up_to(&file).unwrap();
    check_backup(&file).unwrap();
    assert!(
        session.back_up_to(&file).is_err(),
        "a backup is never overwritten"
    );

    // The clients take it as it is.
    by_hand(&place, &file, &text, &contents);

    session.sql(
        "DROP VIEW a_last; DROP TABLE types; DROP TRIGGER first; ALTER TABLE parents ADD z INT; DELETE FROM parts;
         CREATE TABLE more (a INT PRIMARY KEY, b INT UNSIGNED REFERENCES parents (id)); CREATE PROCEDURE more() SELECT 1",
    );
    session.go("SELECT 1", up(2)).unwrap();
    session.restore_from(&file).unwrap();
    assert_eq!(session.applied().unwrap().len(), 1);
    assert_same(&session, &text, &contents);
    assert_eq!(
        session.lines("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'cargo%'").len(),
        0
    );

    let elsewhere = Place::new();
    let mut other = elsewhere.open();
    other.restore_from(&file).unwrap();
    assert_same(&other, &text, &contents);
}

fn by_hand(place: &Place, file: &Path, text: &str, contents: &Contents) {
    use std::process::{Command, Stdio};
    place.connection().execute("CREATE DATABASE hand").unwrap();
    let socket = place.url().host().unwrap();
    let done = Command::new("mariadb")
        .args(["--no-defaults", "-u", "root", "-S", &socket, "hand"])
        .stdin(Stdio::from(std::fs::File::open(file).unwrap()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
    let url = place.cluster.url("hand").unwrap();
    let hand = Session::open(&place.server, &url, Access::Write, &Ignore::default()).unwrap();
    assert_same(&hand, text, contents);
}

#[test]
fn a_backup_that_does_not_work_changes_nothing() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (a INT); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1");
    let text = session.catalog_text().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.sql");
    session.back_up_to(&file).unwrap();
    let whole = std::fs::read_to_string(&file).unwrap();
    let cases = [
        whole.replace("INSERT INTO `t`", "INSERT INTO `absent`"),
        whole.replace("CREATE TABLE `t`", "CREATE WIBBLE `t`"),
        whole.replace("VIEW `v` AS", "VIEW `v` WIBBLE"),
        whole[..whole.len() / 2].to_owned(),
        "SELECT 1".to_owned(),
    ];
    for damaged in cases {
        std::fs::write(&file, &damaged).unwrap();
        let error = session.restore_from(&file).unwrap_err();
        assert_eq!(error.kind(), Kind::Failed, "{error}");
        assert_eq!(session.catalog_text().unwrap(), text);
        assert_eq!(session.lines("SELECT a FROM t"), ["1"]);
    }
}

#[test]
fn equal_values_have_equal_sums_and_others_have_not() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5) CHARACTER SET latin1, c FLOAT, d DECIMAL(6,2), e DATETIME, f TEXT, g BLOB, h BIT(4));
         INSERT INTO t VALUES (1, 1, 'ä', 0.1, 1.5, '2020-01-01', 'a', 'x', 1), (2, 2, 'b', NULL, 2.25, NULL, 'b', 'y', 2);
         CREATE TABLE empty (a INT)",
    );
    let before = session.contents().unwrap();
    assert_eq!(before.total(), 2);
    assert_eq!(before.tables["t"].columns["c"].present, 1);
    session.sql("ALTER TABLE t MODIFY a BIGINT UNSIGNED, MODIFY b VARCHAR(50) CHARACTER SET utf8mb4, MODIFY c DOUBLE, MODIFY d DECIMAL(10,4), MODIFY e DATETIME(6), MODIFY f LONGTEXT, MODIFY g VARBINARY(30), MODIFY h TINYINT ZEROFILL");
    assert_eq!(session.contents().unwrap(), before);
    for sql in [
        "UPDATE t SET b = 'a' WHERE id = 1",
        "UPDATE t SET c = c + 1e-9 WHERE id = 1",
        "UPDATE t SET f = 'A' WHERE id = 1",
        "UPDATE t SET e = '2020-01-01 00:00:01' WHERE id = 1",
        "UPDATE t SET g = NULL WHERE id = 1",
        // Each column keeps its values, but not in the same rows.
        "UPDATE t SET f = IF(id = 1, 'b', 'a')",
        "INSERT INTO t (id) VALUES (3)",
    ] {
        let mut copy = session.copied().unwrap();
        copy.sql(sql);
        assert_eq!(
            before.lost_in(&copy.contents().unwrap(), &[]).len(),
            1,
            "{sql}"
        );
    }
}

#[test]
fn numbers_for_new_rows_and_samples_are_told() {
    let place = Place::new();
    let mut session = place.open();
    session.sql("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(9), b BLOB); INSERT INTO t (a, b) VALUES ('it''s', 'x'), (NULL, NULL); DELETE FROM t WHERE id = 2; CREATE TABLE none (id INT AUTO_INCREMENT PRIMARY KEY)");
    let contents = session.contents().unwrap();
    assert_eq!(contents.sequences.get("t"), Some(&2));
    assert_eq!(contents.sequences.get("none"), None);
    assert_eq!(session.sample("t", "a", 5).unwrap(), ["'it''s'"]);
    assert_eq!(session.sample("t", "b", 5).unwrap(), ["x'78'"]);
    assert_eq!(session.sample("t", "id", 5).unwrap(), ["1"]);
    assert_eq!(session.row_count("t").unwrap(), 1);
    assert_eq!(session.row_count("absent").unwrap(), 0);
    assert!(session.may_have_rows());
    session.sql("DELETE FROM t");
    assert!(!session.may_have_rows());
}

#[test]
fn foreign_keys_whose_names_have_backticks_are_read_and_copied() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(
        "CREATE TABLE `p``t` (`a``a` INT PRIMARY KEY);
         CREATE TABLE t (`ba``ck` INT, CONSTRAINT `c``c` FOREIGN KEY (`ba``ck`) REFERENCES `p``t` (`a``a`) ON DELETE CASCADE)",
    );
    let text = session.catalog_text().unwrap();
    let clause = "FOREIGN KEY (`ba``ck`) REFERENCES `p``t` (`a``a`) ON DELETE CASCADE";
    assert!(text.contains(clause), "{text}");
    let copy = session.copied().unwrap();
    assert_eq!(copy.catalog_text().unwrap(), text);
}
