//! `backup` and `restore`, by hand.

use crate::project::{TestProject, rows};
use rusqlite::Connection;

#[test]
fn a_backup_holds_everything_and_restore_puts_it_back() {
    let project = TestProject::shop_with_rows();
    insta::assert_snapshot!(project.run(&["backup"]).screen(), @r"
    exit code: 0
    ---- stderr
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-backup.db
    help: to go back: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-backup.db
    ");
    let before = project.rows("SELECT * FROM customers");
    project.sql("DELETE FROM customers");
    project.run(&["restore"]).exits(3).says("--yes");
    assert!(
        project.rows("SELECT * FROM customers").is_empty(),
        "it was refused"
    );
    insta::assert_snapshot!(project.run(&["restore", "--yes"]).screen(), @r"
    exit code: 0
    ---- stderr
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-restore.db
       Restoring [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-backup.db
    help: to undo this: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-restore.db
       Stands at 20260202000000 orders create (0.2, head)
    ");
    assert_eq!(project.rows("SELECT * FROM customers"), before);
    // What was there when it was restored is the newest backup now: restore undoes itself.
    project.run(&["restore", "--yes"]).ok();
    assert!(project.rows("SELECT * FROM customers").is_empty());
}

#[test]
fn a_backup_to_a_file_never_replaces_one() {
    let project = TestProject::shop_with_rows();
    project.run(&["backup", "copy.db"]).ok();
    let copy = project.tree()[std::path::Path::new("copy.db")].clone();
    project.sql("DELETE FROM orders");
    project
        .run(&["backup", "copy.db"])
        .exits(3)
        .says("copy.db is there already");
    assert_eq!(project.tree()[std::path::Path::new("copy.db")], copy);
    project.run(&["restore", "copy.db", "--yes"]).ok();
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
}

#[test]
fn the_list_names_the_newest_first_and_only_five_are_kept() {
    let project = TestProject::shop_with_rows();
    for number in 0..7 {
        let now = format!("2026-11-22T10:15:{number:02}Z");
        project
            .finish(project.command(&["backup"]).env("CARGO_MIGRATE_NOW", now))
            .ok();
    }
    insta::assert_snapshot!(project.run(&["restore", "--list"]).screen(), @r"
    exit code: 0
    ---- stdout
    2026-11-22 10:15:06  backup  24.0 KiB  [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101506-backup.db
    2026-11-22 10:15:05  backup  24.0 KiB  [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101505-backup.db
    2026-11-22 10:15:04  backup  24.0 KiB  [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101504-backup.db
    2026-11-22 10:15:03  backup  24.0 KiB  [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101503-backup.db
    2026-11-22 10:15:02  backup  24.0 KiB  [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101502-backup.db
    ");
}

#[test]
fn an_application_that_has_the_database_open_goes_on_with_what_was_restored() {
    let project = TestProject::shop_with_rows();
    project.run(&["backup"]).ok();
    let application = Connection::open(project.root().join("dev.db")).unwrap();
    application.execute_batch("DELETE FROM orders").unwrap();
    assert_eq!(rows(&application, "SELECT count(*) FROM orders"), ["0"]);
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(rows(&application, "SELECT count(*) FROM orders"), ["4"]);
}

#[test]
fn a_backup_of_a_database_in_wal_mode_has_what_is_only_in_the_wal() {
    let project = TestProject::shop_with_rows();
    let writer = project.open();
    writer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO orders VALUES (77, 1, 1)").unwrap();
    project.run(&["backup", "copy.db"]).ok();
    let copy = Connection::open(project.root().join("copy.db")).unwrap();
    assert_eq!(rows(&copy, "SELECT count(*) FROM orders"), ["5"]);
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let project = TestProject::shop_with_rows();
    project.write(
        "text.db",
        "not a database, but long enough to look like a file of some kind\n",
    );
    let before = project.tree();
    for (file, cause) in [
        ("missing.db", "missing.db"),
        ("text.db", "text.db"),
        ("src", "src"),
    ] {
        let output = project.run(&["restore", file, "--yes"]);
        assert!(matches!(output.code, 2..=4), "{file}: {}", output.screen());
        assert!(output.all().contains(cause), "{}", output.screen());
        assert!(project.tree() == before, "{file}: something was written");
    }
}
