//! `upgrade`, `downgrade`, `redo` and `stamp`: what they run, what they refuse, what they keep.

use crate::project::TestProject;

const CUSTOMERS: &str = "20260101000000";
const ORDERS: &str = "20260202000000";

#[test]
fn a_revision_is_named_in_any_of_its_forms() {
    // (from, command, the version the database stands at afterwards)
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("base", &["upgrade"], &[CUSTOMERS, ORDERS]),
        ("base", &["upgrade", "head"], &[CUSTOMERS, ORDERS]),
        ("base", &["up", "head"], &[CUSTOMERS, ORDERS]),
        ("base", &["upgrade", "+1"], &[CUSTOMERS]),
        ("base", &["upgrade", "+2"], &[CUSTOMERS, ORDERS]),
        ("base", &["upgrade", CUSTOMERS], &[CUSTOMERS]),
        ("base", &["upgrade", "202601"], &[CUSTOMERS]),
        ("base", &["upgrade", "0.1"], &[CUSTOMERS]),
        ("base", &["upgrade", "0.1+1"], &[CUSTOMERS, ORDERS]),
        ("base", &["upgrade", "head-1"], &[CUSTOMERS]),
        ("base", &["upgrade", "base+1"], &[CUSTOMERS]),
        ("base", &["upgrade", "v1.0"], &[CUSTOMERS]),
        ("base", &["upgrade", "v1.0+1"], &[CUSTOMERS, ORDERS]),
        ("head", &["downgrade", "base"], &[]),
        ("head", &["down", "base"], &[]),
        ("head", &["downgrade", "-1"], &[CUSTOMERS]),
        ("head", &["downgrade", "-2"], &[]),
        ("head", &["downgrade", "0.1"], &[CUSTOMERS]),
        ("head", &["downgrade", "v1.0"], &[CUSTOMERS]),
        ("head", &["downgrade", "v1.0-1"], &[]),
        ("head", &["downgrade", "202601"], &[CUSTOMERS]),
        ("head", &["downgrade", "0.2-1"], &[CUSTOMERS]),
        ("head", &["downgrade", "head"], &[CUSTOMERS, ORDERS]),
        ("head", &["downgrade", "current"], &[CUSTOMERS, ORDERS]),
        ("head", &["redo"], &[CUSTOMERS, ORDERS]),
    ];
    let project = TestProject::shop();
    let later = ["up", "down"].map(|way| {
        let path = format!("migrations/{ORDERS}_orders_create.{way}.sql");
        let text = project.read(&path);
        project.remove(&path);
        (path, text)
    });
    project.git_init();
    project.git(&["tag", "v1.0"]);
    for (path, text) in later {
        project.write(&path, text);
    }
    project.commit("orders");
    for (from, command, expected) in cases {
        match *from {
            "base" if project.root().join("dev.db").exists() => {
                project.run(&["downgrade", "base"]);
            }
            "head" => drop(project.run(&["upgrade"]).ok()),
            _ => {}
        }
        project.run(command).ok();
        assert_eq!(project.applied(), *expected, "{from}, {command:?}");
    }
}

#[test]
fn an_upgrade_lists_what_will_run_then_runs_it_and_says_where_the_database_stands() {
    let project = TestProject::shop();
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
      Will apply 20260101000000 customers create
      Will apply 20260202000000 orders create
         Applied 20260101000000 customers create ([TIME])
         Applied 20260202000000 orders create ([TIME])
       Stands at 20260202000000 orders create (0.2, head)
    ");
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
       Stands at 20260202000000 orders create (0.2, head)
    ");
}

#[test]
fn a_dry_run_prints_the_sql_and_touches_nothing() {
    let project = TestProject::shop();
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["upgrade", "--dry-run"]).screen(), @r"
    exit code: 0
    ---- stdout
    -- apply 20260101000000 customers create
    -- label: 0.1
    CREATE TABLE customers (
        id   INTEGER PRIMARY KEY,
        name TEXT NOT NULL
    );
    -- apply 20260202000000 orders create
    -- label: 0.2
    CREATE TABLE orders (
        id          INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        total       INTEGER NOT NULL
    );
    CREATE INDEX orders_by_customer ON orders (customer_id);
    ");
    assert_eq!(project.tree(), before, "not even the database is made");
    project.run(&["upgrade"]).ok();
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["downgrade", "-1", "--dry-run"]).screen(), @r"
    exit code: 0
    ---- stdout
    -- take back 20260202000000 orders create
    DROP INDEX orders_by_customer;
    DROP TABLE orders;
    ");
    project.run(&["redo", "--dry-run"]).ok();
    assert_eq!(project.tree(), before);
}

#[test]
fn a_downgrade_that_loses_rows_names_them_and_is_refused_without_yes() {
    let project = TestProject::shop_with_rows();
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["downgrade", "base"]).screen(), @r"
    exit code: 3
    ---- stderr
     Will revert 20260202000000 orders create
     Will revert 20260101000000 customers create
    warning: 20260202000000 loses table orders with 4 rows
    warning: 20260101000000 loses table customers with 3 rows
    error: this needs an answer: Rows or values will be lost. Take these migrations back?
      |
      = note: there is no terminal to ask on
      = help: answer it in advance: --yes
    ");
    assert_eq!(project.tree(), before, "the database is as it was");
    project.run(&["redo"]).exits(3).says("--yes");
    assert_eq!(project.tree(), before, "the database is as it was");
}

#[test]
fn the_backup_that_a_downgrade_takes_gives_every_row_back() {
    let project = TestProject::shop_with_rows();
    let rows = || {
        (
            project.rows("SELECT * FROM customers"),
            project.rows("SELECT rowid, * FROM orders"),
        )
    };
    let before = rows();
    insta::assert_snapshot!(project.run(&["downgrade", "base", "--yes"]).screen(), @r"
    exit code: 0
    ---- stderr
     Will revert 20260202000000 orders create
     Will revert 20260101000000 customers create
    warning: 20260202000000 loses table orders with 4 rows
    warning: 20260101000000 loses table customers with 3 rows
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db
        Reverted 20260202000000 orders create ([TIME])
        Reverted 20260101000000 customers create ([TIME])
    note: to go back: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db
       Stands at base, behind by 2 (2 migrations to apply)
    ");
    assert!(project.objects().is_empty(), "{:?}", project.objects());
    insta::assert_snapshot!(project.run(&["restore", "--yes"]).screen(), @r"
    exit code: 0
    ---- stderr
       Restoring [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db
       Stands at 20260202000000 orders create (0.2, head)
    ");
    assert_eq!(rows(), before);
    project.run(&["current", "--check"]).ok();
}

#[test]
fn no_backup_is_taken_where_nothing_can_be_lost_or_none_is_wanted() {
    let project = TestProject::shop_with_rows();
    project.migration(
        "20260303000000_customers_add_mail",
        "ALTER TABLE customers ADD COLUMN mail TEXT;\n",
        "ALTER TABLE customers DROP COLUMN mail;\n",
    );
    project.run(&["upgrade"]).ok();
    project.run(&["downgrade", "-1"]).ok();
    project
        .run(&["downgrade", "-1", "--yes", "--no-backup"])
        .ok();
    project
        .run(&["restore", "--list"])
        .ok()
        .says("there is no backup");
}

#[test]
fn a_lost_value_is_lost_as_much_as_a_lost_row() {
    let project = TestProject::shop_with_rows();
    project.migration(
        "20260303000000_customers_add_mail",
        "ALTER TABLE customers ADD COLUMN mail TEXT;\n",
        "ALTER TABLE customers DROP COLUMN mail;\n",
    );
    project.run(&["upgrade"]).ok();
    project.sql("UPDATE customers SET mail = 'x@example.org' WHERE id <> 2");
    insta::assert_snapshot!(project.run(&["downgrade", "-1"]).screen(), @r"
    exit code: 3
    ---- stderr
     Will revert 20260303000000 customers add mail
    warning: 20260303000000 loses customers.mail with 2 values
    error: this needs an answer: Rows or values will be lost. Take these migrations back?
      |
      = note: there is no terminal to ask on
      = help: answer it in advance: --yes
    ");
}

#[test]
fn a_downgrade_works_from_the_stored_sql_where_the_files_are_gone() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    for way in ["up", "down"] {
        project.remove(&format!("migrations/{ORDERS}_orders_create.{way}.sql"));
    }
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: the database is at 20260202000000 orders create, of which there is no file
      |
      = note: it was applied from another branch, or the file was deleted
      = help: cargo migrate downgrade 20260202000000-1     takes it back, by the SQL stored when it was applied
      = help: or switch back to the branch that has the file
    ");
    insta::assert_snapshot!(project.run(&["downgrade", "-1"]).screen(), @r"
    exit code: 0
    ---- stderr
     Will revert 20260202000000 orders create
    note: from the SQL stored when it was applied; its file is not there
        Reverted 20260202000000 orders create ([TIME])
       Stands at 20260101000000 customers create (0.1, head)
    ");
    assert_eq!(project.objects(), ["customers"]);
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_downgrade_works_where_the_whole_folder_is_gone() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    std::fs::remove_dir_all(project.root().join("migrations")).unwrap();
    project.run(&["downgrade", "base"]).ok();
    assert!(project.objects().is_empty(), "{:?}", project.objects());
}

#[test]
fn an_edited_down_file_runs_only_if_that_is_said() {
    let project = TestProject::shop();
    let down = format!("migrations/{ORDERS}_orders_create.down.sql");
    project.run(&["upgrade"]).ok();
    project.write(
        &down,
        "DROP TABLE orders;\nCREATE TABLE trace (id INTEGER);\n",
    );
    insta::assert_snapshot!(project.run(&["downgrade", "-1"]).screen(), @r"
    exit code: 0
    ---- stderr
     Will revert 20260202000000 orders create
    note: from the SQL stored when it was applied; its down file has changed since (--use-files runs the file)
        Reverted 20260202000000 orders create ([TIME])
       Stands at 20260101000000 customers create (0.1), behind by 1
    ");
    assert_eq!(project.objects(), ["customers"]);
    project.write(&down, "DROP INDEX orders_by_customer; DROP TABLE orders;\n");
    project.run(&["upgrade"]).ok();
    project.write(
        &down,
        "DROP TABLE orders;\nCREATE TABLE trace (id INTEGER);\n",
    );
    project.run(&["downgrade", "-1", "--use-files"]).ok();
    assert_eq!(project.objects(), ["customers", "trace"]);
}

#[test]
fn a_file_changed_after_it_was_applied_is_refused_with_the_ways_out() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    let up = format!("migrations/{ORDERS}_orders_create.up.sql");
    let text = project.read(&up);
    project.append(&up, "-- a remark\n");
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: migration 20260202000000 orders create was changed after it was applied
      |
      = note: [ROOT]/migrations/20260202000000_orders_create.up.sql has another checksum than the ledger
      = help: git checkout -- [ROOT]/migrations/20260202000000_orders_create.up.sql     puts back what was applied
      = help: put the change into a new migration: cargo migrate new MESSAGE
      = help: cargo migrate downgrade 20260202000000-1 && cargo migrate upgrade     applies the new text
    ");

    project.write(&up, text.replace('\n', "\r\n"));
    project
        .run(&["upgrade"])
        .exits(3)
        .says("only the line ends differ")
        .says(".gitattributes");

    project.write(&up, &text);
    project.run(&["upgrade"]).ok();
}

#[test]
fn a_migration_that_came_in_by_a_merge_is_not_applied_by_itself() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    project.migration(
        "20260115000000_late",
        "CREATE TABLE late (id INTEGER PRIMARY KEY);\n",
        "DROP TABLE late;\n",
    );
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: migration 20260115000000 late is older than 20260202000000, which is applied already
      |
      = note: it came in by a merge; applied now, the order differs from a new database's
      = help: give it a new version: rename its files so that they come last
      = help: or apply it all the same: cargo migrate upgrade --out-of-order
    ");
    project.run(&["upgrade", "--out-of-order"]).ok();
    assert_eq!(project.applied(), [CUSTOMERS, "20260115000000", ORDERS]);
}

#[test]
fn a_failing_migration_is_shown_at_its_place_and_leaves_the_database_as_it_was() {
    let project = TestProject::shop_with_rows();
    project.migration(
        "20260303000000_good",
        "CREATE TABLE good (id INTEGER);\n",
        "DROP TABLE good;\n",
    );
    project.migration(
        "20260304000000_bad",
        "CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n",
        "DROP TABLE half;\n",
    );
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 4
    ---- stderr
      Will apply 20260303000000 good
      Will apply 20260304000000 bad
    error: migration 20260304000000 bad cannot be applied: no such table: nowhere
     --> [ROOT]/migrations/20260304000000_bad.up.sql:2:1
      |
    2 | INSERT INTO nowhere VALUES (1);
      | ^^^^^^ this statement failed
      |
      = note: it failed on a snapshot; the database itself was not touched
    ");
    assert_eq!(project.tree(), before);
}

#[test]
fn rows_that_break_a_new_constraint_are_met_in_the_rehearsal() {
    let project = TestProject::shop_with_rows();
    project.sql("UPDATE customers SET name = 'Ada'");
    project.migration(
        "20260303000000_customers_unique_name",
        "CREATE UNIQUE INDEX customers_by_name ON customers (name);\n",
        "DROP INDEX customers_by_name;\n",
    );
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 4
    ---- stderr
      Will apply 20260303000000 customers unique name
    error: migration 20260303000000 customers unique name cannot be applied: UNIQUE constraint failed: customers.name
     --> [ROOT]/migrations/20260303000000_customers_unique_name.up.sql:1:1
      |
    1 | CREATE UNIQUE INDEX customers_by_name ON customers (name);
      | ^^^^^^ this statement failed
      |
      = note: it failed on a snapshot; the database itself was not touched
    ");
    assert_eq!(project.tree(), before);
}

#[test]
fn stamp_puts_a_database_under_version_control_only_where_its_schema_fits() {
    let project = TestProject::shop();
    project.sql(crate::project::SHOP);
    project
        .run(&["current"])
        .ok()
        .says("not under version control");
    insta::assert_snapshot!(project.run(&["stamp", "0.1"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: the schema of the database is not that of 0.1
      |
      = note: add table orders
      = help: cargo migrate diff --from replay@0.1 --to dev --format sql     shows the difference as SQL
      = help: cargo migrate stamp --force 0.1     stamps all the same
    ");
    insta::assert_snapshot!(project.run(&["stamp", "head"]).screen(), @r"
    exit code: 0
    ---- stderr
       Stands at 20260202000000 orders create (0.2, head)
    ");
    project.run(&["current", "--check"]).ok().says("drift: no");
    project.run(&["stamp", "0.1", "--force"]).ok();
    assert_eq!(project.applied(), [CUSTOMERS]);
}

#[test]
fn redo_takes_the_newest_migration_back_and_applies_its_new_text() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    project.append(
        &format!("migrations/{ORDERS}_orders_create.up.sql"),
        "CREATE TABLE invoices (id INTEGER PRIMARY KEY);\n",
    );
    project.write(
        &format!("migrations/{ORDERS}_orders_create.down.sql"),
        "DROP TABLE invoices;\nDROP INDEX orders_by_customer;\nDROP TABLE orders;\n",
    );
    project.run(&["redo"]).ok();
    assert_eq!(
        project.objects(),
        ["customers", "invoices", "orders", "orders_by_customer"]
    );
    project.run(&["downgrade", "base"]).ok();
    assert!(project.objects().is_empty(), "{:?}", project.objects());
}

#[test]
fn a_database_that_somebody_writes_to_is_named_and_left_alone() {
    let project = TestProject::shop_with_rows();
    project.migration(
        "20260303000000_third",
        "CREATE TABLE third (id INTEGER);\n",
        "DROP TABLE third;\n",
    );
    let application = project.open();
    application.execute_batch("BEGIN IMMEDIATE").unwrap();
    project
        .run(&["upgrade"])
        .exits(4)
        .says("locked")
        .says("another process");
    application.execute_batch("ROLLBACK").unwrap();
    project.run(&["upgrade"]).ok();
}

#[test]
fn a_protected_database_wants_its_name_and_yes_is_not_enough() {
    let project = TestProject::shop();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nprotected = true\n",
    );
    let before = project.tree();
    project
        .run(&["upgrade", "--yes"])
        .exits(3)
        .says("protected")
        .says("--confirm dev.db");
    project.run(&["upgrade", "--confirm", "other.db"]).exits(3);
    assert_eq!(project.tree(), before);
    project.run(&["upgrade", "--confirm", "dev.db"]).ok();
}
