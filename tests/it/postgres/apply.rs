//! `upgrade`, `downgrade`, `redo` and `stamp`: what they run, what they refuse, what they keep.

use super::project::PgProject;
use super::sqlx_migrator::migrator;
use crate::output::Output;

#[test]
fn a_dry_run_prints_the_sql_and_touches_nothing() {
    let project = PgProject::shop();
    project
        .run(&["upgrade", "--dry-run"])
        .ok()
        .says("CREATE TYPE state AS ENUM");
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
    let project = PgProject::shop_with_rows();
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
        project.rows("SELECT max(id) FROM customers"),
        ["4"],
        "the identity goes on where it was"
    );
}

#[test]
fn rows_that_break_a_new_constraint_are_met_in_the_rehearsal() {
    let project = PgProject::shop_with_rows();
    project.migration(
        "20260303000000_one_order_each",
        "CREATE TABLE notes (id int);\nCREATE UNIQUE INDEX one_order_each ON orders (customer_id);\n",
        "DROP INDEX one_order_each;\nDROP TABLE notes;\n",
    );
    let before = project.objects();
    project
        .run(&["upgrade"])
        .exits(4)
        .says("one_order_each")
        .says("20260303000000_one_order_each.up.sql:2");
    assert_eq!(project.objects(), before);
    assert_eq!(project.applied().len(), 2);
}

#[test]
fn a_failing_statement_is_shown_at_its_place_whatever_stands_before_it() {
    // A character of many bytes, since PostgreSQL counts characters.
    let cases = [
        (
            "-- größer\nSELECT 'größer';\nSELECT nonsense;\n",
            ":3:8",
            "nonsense",
        ),
        (
            "SELECT 'ok';\n\n  CREATE TABL broken (id int);\n",
            ":3:10",
            "TABL",
        ),
        (
            "SELECT 1;\nINSERT INTO customers (name) VALUES (NULL);\n",
            ":2:1",
            "name",
        ),
        (
            "DO $$\nBEGIN\n    RAISE EXCEPTION 'not today';\nEND\n$$;\n",
            ":1:1",
            "not today",
        ),
    ];
    for (script, place, cause) in cases {
        let project = PgProject::shop_with_rows();
        project.migration("20260303000000_third", script, "SELECT 1;\n");
        let output = project.run(&["upgrade"]).exits(4).says(cause);
        output.says(&format!("20260303000000_third.up.sql{place}"));
        assert_eq!(project.applied().len(), 2);
    }
}

#[test]
fn redo_takes_the_newest_migration_back_and_applies_its_new_text() {
    let project = PgProject::shop_with_rows();
    project.migration(
        "20260303000000_notes",
        "CREATE TABLE notes (id int);\n",
        "DROP TABLE notes;\n",
    );
    project.run(&["upgrade"]).ok();
    project.migration(
        "20260303000000_notes",
        "CREATE TABLE notes (id int, body text);\n",
        "DROP TABLE notes;\n",
    );
    project.run(&["redo"]).ok();
    project.sql("INSERT INTO notes VALUES (1, 'x')");
    project.run(&["redo"]).exits(3).says("--yes");
    project.run(&["redo", "--yes"]).ok();
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
}

#[test]
fn stamp_puts_a_database_under_version_control_only_where_its_schema_fits() {
    let project = PgProject::shop();
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
    let project = PgProject::shop_with_rows();
    project.sql(
        "ALTER TABLE orders ADD COLUMN note text; ALTER TYPE state ADD VALUE 'late'; CREATE VIEW mine AS SELECT 1 AS one",
    );
    project
        .run(&["current", "--check"])
        .exits(1)
        .says("note")
        .says("state")
        .says("mine");
    project
        .run(&["new", "x"])
        .exits(3)
        .says("note")
        .says("mine");
}

#[test]
fn what_a_script_sets_for_itself_does_not_reach_the_next_one() {
    let project = PgProject::shop();
    project.migration(
        "20260303000000_sets",
        "SET search_path = pg_catalog, public;\nSET LOCAL lock_timeout = '1ms';\nSET default_table_access_method = heap;\nSET ROLE pg_write_all_data;\n",
        "SELECT 1;\n",
    );
    project.migration(
        "20260404000000_uses",
        "CREATE TABLE tags (id int);\n",
        "DROP TABLE tags;\n",
    );
    project.run(&["upgrade"]).ok();
    assert!(project.objects().contains(&"tags".to_owned()));
    project.run(&["current", "--check"]).ok();
}

/// The runner notes a migration in the transaction of its script, as sqlx does, by the name that
/// the project gives the ledger: a script after which that is not found runs nowhere.
#[test]
fn a_script_of_pg_dump_is_applied_without_the_lines_that_sqlx_cannot_run() {
    let project = PgProject::new();
    project.migration(
        "20260101000000_dump",
        "--\n-- PostgreSQL database dump\n--\n\\restrict abc\n\nSET statement_timeout = 0;\nSET client_encoding = 'UTF8';\nSELECT pg_catalog.set_config('search_path', '', false);\nSET default_tablespace = '';\n\nCREATE TABLE public.users (\n    id integer NOT NULL\n);\n\nALTER TABLE ONLY public.users\n    ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n\n\\unrestrict abc\n",
        "DROP TABLE public.users;\n",
    );
    // sqlx hands the file to the server as it is, which knows nothing of `\restrict`.
    let output = project.run(&["upgrade"]);
    assert_ne!(output.code, 0, "{}", output.screen());
    output.says("\\restrict");
    let file = "migrations/20260101000000_dump.up.sql";
    project.replace(file, "\\restrict abc\n", "");
    project.replace(file, "\\unrestrict abc\n", "");
    project
        .run(&["upgrade"])
        .exits(4)
        .says("_sqlx_migrations")
        .says("leave out what sets search_path");
    let sqlx = migrator(&project, None).unwrap_err().to_string();
    assert!(sqlx.contains("_sqlx_migrations"), "{sqlx}");
    assert_eq!(project.objects(), [""; 0]);
    project.replace(
        file,
        "SELECT pg_catalog.set_config('search_path', '', false);\n",
        "",
    );
    project.run(&["upgrade"]).ok();
    project.run(&["current", "--check"]).ok();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
}

#[test]
fn a_script_outside_a_transaction_that_fails_half_way_says_what_to_do() {
    let project = PgProject::shop_with_rows();
    project.migration(
        "20260303000000_half",
        "-- no-transaction\nCREATE TABLE one (id int);\nCREATE TABLE two (id nonsense);\n",
        "DROP TABLE one;\n",
    );
    let before = project.objects();
    let output = project.run(&["upgrade", "--yes"]);
    assert!([4, 5].contains(&output.code), "{}", output.screen());
    assert_eq!(project.objects(), before, "the rehearsal met it");
    output.says("nonsense");
}

#[test]
fn what_a_rehearsal_finds_of_locks_and_rewrites_is_said() {
    let project = PgProject::shop_with_rows();
    project.migration(
        "20260303000000_wider",
        "ALTER TABLE orders ALTER COLUMN total TYPE bigint;\n",
        "ALTER TABLE orders ALTER COLUMN total TYPE integer;\n",
    );
    let output: Output = project.run(&["upgrade"]).ok();
    output
        .says("rewrites")
        .says("orders")
        .says("ACCESS EXCLUSIVE");
}
