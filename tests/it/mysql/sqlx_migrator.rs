//! What is drafted here is run by sqlx's own `Migrator`: rows survive, and the ledger is shared.

use super::project::MyProject;
use super::server::runtime;
use crate::steps::dies;
use sqlx::Connection as _;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use std::process::Stdio;
use std::str::FromStr as _;
use std::time::Duration;

/// Runs or undoes the project's history as an application does it when it starts.
fn migrator(project: &MyProject, target: Option<i64>) -> Result<(), MigrateError> {
    runtime().block_on(async {
        let migrator = Migrator::new(project.root().join("migrations")).await?;
        let options = MySqlConnectOptions::from_str(&project.url()).unwrap();
        let mut connection = MySqlConnection::connect_with(&options).await.unwrap();
        let outcome = match target {
            None => migrator.run(&mut connection).await,
            Some(version) => migrator.undo(&mut connection, version).await,
        };
        connection.close().await.unwrap();
        outcome
    })
}

/// The ledger to the byte, but for how long a migration took.
fn ledger(project: &MyProject) -> Vec<String> {
    project.rows(
        "SELECT version, description, installed_on, success, HEX(checksum), execution_time > 0
           FROM _sqlx_migrations ORDER BY version",
    )
}

#[test]
fn the_migrator_finds_nothing_to_do_after_our_upgrade() {
    let project = MyProject::shop();
    project.run(&["upgrade"]).ok();
    let before = ledger(&project);
    assert_eq!(before.len(), 2);
    migrator(&project, None).unwrap();
    assert_eq!(ledger(&project), before);

    let fresh = MyProject::shop();
    migrator(&fresh, None).unwrap();
    let stable =
        "SELECT version, description, success, HEX(checksum) FROM _sqlx_migrations ORDER BY 1";
    assert_eq!(
        project.rows(stable),
        fresh.rows(stable),
        "both write the same"
    );
    let shape = |project: &MyProject| project.rows("SHOW CREATE TABLE _sqlx_migrations");
    assert_eq!(shape(&project), shape(&fresh), "both make the same ledger");
    assert_eq!(project.objects(), fresh.objects());
}

#[test]
fn our_upgrade_goes_on_where_the_migrator_stopped_and_the_other_way_round() {
    let project = MyProject::shop();
    migrator(&project, None).unwrap();
    project.run(&["current", "--check"]).ok().says("drift: no");
    let migration = |name: &str, table: &str| {
        project.migration(
            name,
            &format!("CREATE TABLE {table} (id INT);\nINSERT INTO {table} VALUES (1);\n"),
            &format!("DROP TABLE {table};\n"),
        );
    };
    migration("20260303000000_third", "third");
    project.run(&["upgrade"]).ok();
    migration("20260404000000_fourth", "fourth");
    migrator(&project, None).unwrap();
    project
        .run(&["current", "--check"])
        .ok()
        .says("fourth (head)");

    // Ours by sqlx, sqlx's by us.
    project.run(&["downgrade", "-1", "--yes"]).ok();
    migrator(&project, Some(20_260_202_000_000)).unwrap();
    project
        .run(&["current"])
        .ok()
        .says("orders create (0.2), behind by 2");
    project.run(&["downgrade", "base"]).ok();
    assert_eq!(project.objects(), [""; 0]);
}

#[test]
fn both_refuse_a_changed_file() {
    let project = MyProject::shop();
    project.run(&["upgrade"]).ok();
    project.append(
        "migrations/20260101000000_customers_create.up.sql",
        "-- edited\n",
    );
    let refusal = migrator(&project, None).unwrap_err();
    assert!(
        matches!(refusal, MigrateError::VersionMismatch(_)),
        "{refusal}"
    );
    project.run(&["upgrade"]).exits(3);
}

#[test]
fn what_is_drafted_keeps_rows_under_the_migrator() {
    // What changes, as an edit of the shop's schema.
    let edits = [
        ("total       INT    NOT NULL", "total       BIGINT NOT NULL"),
        ("('open', 'paid')", "('new', 'open', 'paid')"),
        (
            "name VARCHAR(100) NOT NULL",
            "name VARCHAR(50) NOT NULL DEFAULT 'x' COMMENT 'the name'",
        ),
        ("DEFAULT 'open',", "DEFAULT 'paid', paid_at DATETIME(3),"),
        ("ON DELETE CASCADE", "ON DELETE RESTRICT"),
        (
            "id          BIGINT NOT NULL PRIMARY KEY",
            "id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
        ),
    ];
    for (old, new) in edits {
        let project = MyProject::shop_with_rows();
        let rows = || {
            let mut rows =
                project.rows("SELECT id, customer_id, total, state FROM orders ORDER BY 1");
            rows.extend(project.rows("SELECT id, name FROM customers ORDER BY 1"));
            rows
        };
        let before = rows();
        project.replace("schema.sql", old, new);
        project.run(&["new", "change"]).ok();
        let doing = |what: &str| format!("{what}, {new}");
        migrator(&project, None).unwrap_or_else(|cause| panic!("{}: {cause}", doing("up")));
        assert_eq!(rows(), before, "{}", doing("after up"));
        project.run(&["current", "--check"]).ok().says("drift: no");
        migrator(&project, Some(20_260_202_000_000))
            .unwrap_or_else(|cause| panic!("{}: {cause}", doing("undo")));
        assert_eq!(rows(), before, "{}", doing("after undo"));
        migrator(&project, None).unwrap_or_else(|cause| panic!("{}: {cause}", doing("up again")));
        assert_eq!(rows(), before, "{}", doing("after the second up"));
        project.run(&["check"]).ok().silent();
    }
}

/// On MariaDB sqlx 0.9 itself asks in vain: it waits for -1 seconds, which MySQL takes for ever,
/// and MariaDB for a mistake.
#[test]
fn who_holds_the_lock_of_the_migrator_is_waited_for() {
    let project = MyProject::shop();
    let mut application = project.client();
    let crc: i64 = application.rows("SELECT CRC32(DATABASE())")[0]
        .parse()
        .unwrap();
    let name = format!("{:x}", 0x3d32_ad9e * crc);
    assert_eq!(
        application.rows(&format!("SELECT GET_LOCK('{name}', 0)")),
        ["1"]
    );
    let mut upgrade = project
        .command(&["upgrade"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(project.rows("SHOW TABLES"), [""; 0], "it waits");
    assert_eq!(
        application.rows(&format!("SELECT RELEASE_LOCK('{name}')")),
        ["1"]
    );
    assert!(upgrade.wait().unwrap().success());
    assert_eq!(project.applied().len(), 2);
}

#[test]
fn a_run_that_breaks_off_leaves_the_ledger_as_sqlx_does() {
    let project = MyProject::shop();
    let fresh = MyProject::shop();
    let third = "CREATE TABLE one (id INT);\nINSERT INTO one VALUES (1);\n";
    project.migration("20260303000000_third", third, "DROP TABLE one;\n");
    assert!(dies(&project, &["upgrade"], "after_done:2"));
    fresh.migration(
        "20260303000000_third",
        &format!("{third}CREATE TABLE one (id INT);\n"),
        "DROP TABLE one;\n",
    );
    migrator(&fresh, None).unwrap_err();
    let stable = "SELECT version, success FROM _sqlx_migrations ORDER BY 1";
    assert_eq!(project.rows(stable), fresh.rows(stable));
    // No application starts on it.
    let refusal = migrator(&project, None).unwrap_err();
    assert!(
        matches!(refusal, MigrateError::Dirty(20_260_303_000_000)),
        "{refusal}"
    );
    project.run(&["upgrade"]).ok();
    migrator(&project, None).unwrap();
}
