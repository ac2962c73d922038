//! `upgrade`, `downgrade`, `redo` and `stamp`: what they run, what they refuse, what they keep.

use super::project::MyProject;

#[test]
fn a_dry_run_prints_the_sql_and_touches_nothing() {
    let project = MyProject::shop();
    project
        .run(&["upgrade", "--dry-run"])
        .ok()
        .says("ENUM ('open', 'paid')");
    assert_eq!(project.objects(), [""; 0]);
    project.run(&["upgrade"]).ok();
    let before = project.objects();
    for command in [["downgrade", "base"].as_slice(), &["redo"], &["upgrade"]] {
        project.run(&[command, &["--dry-run"]].concat()).ok();
    }
    assert_eq!(project.objects(), before);
    assert_eq!(project.applied().len(), 2);
}

#[test]
fn a_downgrade_that_loses_rows_names_them_and_restores_them_from_its_backup() {
    let project = MyProject::shop_with_rows();
    let rows = || {
        let mut rows = project.rows("SELECT * FROM customers ORDER BY 1");
        rows.extend(project.rows("SELECT * FROM orders ORDER BY 1"));
        rows
    };
    let before = rows();
    project
        .run(&["downgrade", "base"])
        .exits(3)
        .says("loses table orders with 4 rows")
        .says("loses table customers with 3 rows")
        .says("--yes");
    assert_eq!(rows(), before, "the database is as it was");
    project
        .run(&["downgrade", "base", "--yes"])
        .ok()
        .says("Backing up")
        .says("cargo migrate restore");
    assert_eq!(project.objects(), [""; 0]);
    project
        .run(&["restore", "--yes"])
        .ok()
        .says("orders create (0.2, head)");
    assert_eq!(rows(), before);
    project.run(&["current", "--check"]).ok();
    project.sql("INSERT INTO customers (name) VALUES ('Di')");
    assert_eq!(
        project.rows("SELECT MAX(id) FROM customers"),
        ["4"],
        "the numbers go on where they were"
    );
}

#[test]
fn rows_that_a_change_would_harm_are_met_in_the_rehearsal() {
    let cases = [
        (
            "CREATE UNIQUE INDEX one_each ON orders (customer_id)",
            "one_each",
        ),
        // Without a strict session the server would cut the values short.
        (
            "ALTER TABLE customers MODIFY name VARCHAR(2) NOT NULL",
            "too long",
        ),
        (
            "ALTER TABLE orders MODIFY total TINYINT NOT NULL",
            "Out of range",
        ),
        (
            "ALTER TABLE orders MODIFY state ENUM ('open') NOT NULL",
            "truncated",
        ),
        ("ALTER TABLE orders ADD CHECK (total > 5)", "CONSTRAINT"),
    ];
    for (statement, cause) in cases {
        let project = MyProject::shop_with_rows();
        let up = format!("CREATE TABLE notes (id INT);\n{statement};\n");
        project.migration("20260303000000_third", &up, "DROP TABLE notes;\n");
        let before = project.objects();
        project
            .run(&["upgrade"])
            .exits(4)
            .says(cause)
            .says("20260303000000_third.up.sql:2");
        assert_eq!(project.objects(), before);
        assert_eq!(project.applied().len(), 2);
    }
}

#[test]
fn a_failing_statement_is_shown_at_its_place_whatever_stands_before_it() {
    let cases = [
        (
            "-- größer\nSELECT 'größer';\nSELECT nonsense;\n",
            ":3:1",
            "nonsense",
        ),
        (
            "SELECT 'ok';\n\n  CREATE TABL broken (id INT);\n",
            ":3:10",
            "TABL",
        ),
        (
            "SELECT 1;\nINSERT INTO customers (name) VALUES (NULL);\n",
            ":2:1",
            "name",
        ),
        (
            "SELECT 1;\nBEGIN NOT ATOMIC\n  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not today';\nEND;\n",
            ":2:1",
            "not today",
        ),
    ];
    for (script, place, cause) in cases {
        let project = MyProject::shop_with_rows();
        project.migration("20260303000000_third", script, "SELECT 1;\n");
        let output = project.run(&["upgrade"]).exits(4).says(cause);
        output.says(&format!("20260303000000_third.up.sql{place}"));
        assert_eq!(project.applied().len(), 2);
    }
}

#[test]
fn redo_takes_the_newest_migration_back_and_applies_its_new_text() {
    let project = MyProject::shop_with_rows();
    let third = "20260303000000_notes";
    project.migration(
        third,
        "CREATE TABLE notes (id INT);\n",
        "DROP TABLE notes;\n",
    );
    project.run(&["upgrade"]).ok();
    project.migration(
        third,
        "CREATE TABLE notes (id INT, body TEXT);\n",
        "DROP TABLE notes;\n",
    );
    project.run(&["redo"]).ok();
    project.sql("INSERT INTO notes VALUES (1, 'x')");
    project.run(&["redo"]).exits(3).says("--yes");
    project.run(&["redo", "--yes"]).ok();
    assert_eq!(project.rows("SELECT COUNT(*) FROM orders"), ["4"]);
}

#[test]
fn stamp_puts_a_database_under_version_control_only_where_its_schema_fits() {
    let project = MyProject::shop();
    project.sql(super::project::CUSTOMERS);
    project.run(&["stamp", "head"]).exits(3);
    project.run(&["stamp", "0.1"]).ok();
    assert_eq!(project.applied(), ["20260101000000"]);
    project.run(&["upgrade"]).ok();
    project.run(&["current", "--check"]).ok();
    project.run(&["history"]).ok().says("orders create");
}

#[test]
fn a_database_changed_by_hand_is_shown_object_by_object() {
    let project = MyProject::shop_with_rows();
    project.sql("ALTER TABLE orders ADD COLUMN note TEXT; CREATE VIEW mine AS SELECT 1 AS one");
    project
        .run(&["current", "--check"])
        .exits(1)
        .says("note")
        .says("mine");
    project
        .run(&["new", "x"])
        .exits(3)
        .says("note")
        .says("mine");
}

#[test]
fn what_a_script_sets_for_itself_does_not_reach_the_next_one() {
    let project = MyProject::shop();
    project.migration(
        "20260303000000_sets",
        "SET foreign_key_checks = 0;\nSET sql_mode = 'ANSI_QUOTES';\nSET NAMES latin1;\nCREATE TABLE \"quoted\" (id INT);\nLOCK TABLES customers WRITE;\nINSERT INTO customers (name) VALUES ('x');\n",
        "DROP TABLE quoted;\n",
    );
    project.migration(
        "20260404000000_uses",
        "CREATE TABLE tags (name VARCHAR(9) DEFAULT \"é\");\nCREATE TABLE of_tags (id INT, CONSTRAINT f FOREIGN KEY (id) REFERENCES customers (id));\n",
        "DROP TABLE tags;\n",
    );
    // With foreign keys still off it would not be looked at.
    project
        .run(&["upgrade"])
        .exits(4)
        .says("Foreign key constraint is incorrectly formed");
    project.replace(
        "migrations/20260404000000_uses.up.sql",
        "(id INT, C",
        "(id BIGINT, C",
    );
    project.run(&["upgrade"]).ok();
    assert_eq!(
        project.rows("SELECT COLUMN_DEFAULT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'tags'"),
        ["'é'"]
    );
}

#[test]
fn what_a_rehearsal_finds_of_rewrites_is_said() {
    let project = MyProject::shop_with_rows();
    project.migration(
        "20260303000000_wider",
        "ALTER TABLE orders MODIFY total BIGINT NOT NULL;\n",
        "ALTER TABLE orders MODIFY total INT NOT NULL;\n",
    );
    project
        .run(&["upgrade"])
        .ok()
        .says("rewrites orders (4 rows)");
}

#[test]
fn a_dump_of_the_client_is_applied_but_for_its_delimiters() {
    let project = MyProject::new();
    let dump = "-- MariaDB dump\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;\nDROP TABLE IF EXISTS `users`;\nCREATE TABLE `users` (\n  `id` int(11) NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nLOCK TABLES `users` WRITE;\n/*!40000 ALTER TABLE `users` DISABLE KEYS */;\nINSERT INTO `users` VALUES (1),(2);\n/*!40000 ALTER TABLE `users` ENABLE KEYS */;\nUNLOCK TABLES;\n/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.id = NEW.id + 1; SET NEW.id = NEW.id - 1; END */;\n/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;\n/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n";
    project.migration("20260101000000_dump", dump, "DROP TABLE users;\n");
    project.run(&["upgrade"]).ok();
    assert_eq!(project.rows("SELECT COUNT(*) FROM users"), ["2"]);
    project.run(&["current", "--check"]).ok();
    project.run(&["roundtrip", "--all"]).ok();
}
