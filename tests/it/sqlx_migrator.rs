//! What is drafted here is run by sqlx's own `Migrator`: rows survive, and the ledger is shared.

use crate::project::{FIRST, TestProject, rows};
use rusqlite::Connection;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, migrate::MigrateError};
use std::future::Future;

const BASE: i64 = 20_260_101_000_000;

/// What a foreign key does when its parent row goes.
const ACTIONS: [&str; 6] = [
    "ON DELETE CASCADE",
    "ON DELETE SET NULL",
    "ON DELETE SET DEFAULT",
    "ON DELETE RESTRICT",
    "ON DELETE NO ACTION",
    "ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED",
];

/// A column list of `parents` to begin with.
const PARENTS: &str = "id INTEGER PRIMARY KEY, code TEXT NOT NULL, size TEXT";

/// Changes that SQLite can't make in place: what they are, and the new column list of `parents`.
const REBUILDS: [(&str, &str); 5] = [
    (
        "another type",
        "id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER",
    ),
    (
        "a new CHECK",
        "id INTEGER PRIMARY KEY, code TEXT NOT NULL CHECK (length(code) > 0), size TEXT",
    ),
    (
        "a new NOT NULL with a default",
        "id INTEGER PRIMARY KEY, code TEXT NOT NULL, size TEXT NOT NULL DEFAULT '1'",
    ),
    (
        "a new UNIQUE",
        "id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, size TEXT",
    ),
    (
        "another default",
        "id INTEGER PRIMARY KEY, code TEXT NOT NULL, size TEXT DEFAULT '1'",
    ),
];

/// Parents, their children, the children's children, and a parent that refers to itself.
fn family(parents: &str, action: &str) -> String {
    format!(
        "CREATE TABLE parents ({parents});
CREATE TABLE children (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER DEFAULT 1 REFERENCES parents (id) {action},
    note      TEXT
);
CREATE INDEX children_by_parent ON children (parent_id);
CREATE TABLE grandchildren (
    id       INTEGER PRIMARY KEY,
    child_id INTEGER DEFAULT 11 REFERENCES children (id) {action}
);
CREATE VIEW all_children AS SELECT p.code, c.note FROM parents p JOIN children c ON c.parent_id = p.id;
"
    )
}

const ROWS: &str = "
INSERT INTO parents VALUES (1, 'a', '10'), (2, 'b', '20'), (7, 'c', '30');
INSERT INTO children VALUES (11, 1, 'x'), (12, 1, 'y'), (13, 7, 'z'), (14, NULL, NULL);
INSERT INTO grandchildren VALUES (21, 11), (22, 13), (23, 13), (24, 14);
";

/// Everything that must be there after any change of `parents`.
fn kept(project: &TestProject) -> Vec<Vec<String>> {
    [
        "SELECT id, code, CAST(size AS TEXT) FROM parents",
        "SELECT * FROM children",
        "SELECT * FROM grandchildren",
        "SELECT * FROM all_children ORDER BY 1, 2",
        "SELECT * FROM pragma_foreign_key_check",
        "SELECT * FROM pragma_integrity_check",
    ]
    .map(|query| project.rows(query))
    .to_vec()
}

/// Runs a future to its end.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// The project's folder as sqlx reads it, and the development database as sqlx opens it.
async fn sqlx(project: &TestProject) -> (Migrator, SqliteConnection) {
    let migrator = Migrator::new(project.root().join("migrations")).await;
    let options = SqliteConnectOptions::new()
        .filename(project.root().join("dev.db"))
        .create_if_missing(true);
    let connection = SqliteConnection::connect_with(&options).await;
    (migrator.unwrap(), connection.unwrap())
}

/// `sqlx::migrate!().run()`, as an application does it when it starts.
fn migrator_runs(project: &TestProject) -> Result<(), MigrateError> {
    wait(async {
        let (migrator, mut connection) = sqlx(project).await;
        let outcome = migrator.run(&mut connection).await;
        connection.close().await.unwrap();
        outcome
    })
}

/// `Migrator::undo`, down to a version that stays.
fn migrator_undoes(project: &TestProject, target: i64) -> Result<(), MigrateError> {
    wait(async {
        let (migrator, mut connection) = sqlx(project).await;
        let outcome = migrator.undo(&mut connection, target).await;
        connection.close().await.unwrap();
        outcome
    })
}

/// The family with its rows, put there by sqlx, and the draft of a change written by `new`.
fn drafted(action: &str, parents: &str) -> TestProject {
    let project = TestProject::with_schema(
        &family(PARENTS, action),
        "DROP VIEW all_children; DROP TABLE grandchildren; DROP TABLE children; DROP TABLE parents;\n",
    );
    migrator_runs(&project).unwrap();
    project.sql(ROWS);
    project.write("schema.sql", family(parents, action));
    project.run(&["new", "change"]).ok();
    project
}

#[test]
fn rows_survive_a_rebuilt_parent_for_every_action_of_its_foreign_keys() {
    for action in ACTIONS {
        for (what, parents) in REBUILDS {
            let project = drafted(action, parents);
            let before = kept(&project);
            let case = format!("{action}, {what}");
            migrator_runs(&project).unwrap_or_else(|cause| panic!("up, {case}: {cause}"));
            assert_eq!(kept(&project), before, "after up, {case}");
            migrator_undoes(&project, BASE).unwrap_or_else(|cause| panic!("undo, {case}: {cause}"));
            assert_eq!(kept(&project), before, "after undo, {case}");
            migrator_runs(&project).unwrap_or_else(|cause| panic!("second up, {case}: {cause}"));
            assert_eq!(kept(&project), before, "after the second up, {case}");
            project.run(&["current", "--check"]).ok().says("drift: no");
            project.run(&["check"]).ok().silent();
        }
    }
}

#[test]
fn a_draft_that_runs_outside_a_transaction_applied_twice_is_applied_once() {
    for (what, parents) in REBUILDS {
        let project = drafted("ON DELETE CASCADE", parents);
        let before = kept(&project);
        for way in ["up", "down"] {
            let script = project.read(&format!("migrations/{FIRST}_change.{way}.sql"));
            assert!(
                script.starts_with("-- no-transaction\n"),
                "a rebuilt parent with rows that cascade, {what}:\n{script}"
            );
            for time in ["once", "twice"] {
                project.sql(&script);
                assert_eq!(kept(&project), before, "{way} {time}, {what}");
            }
        }
    }
}

#[test]
fn a_run_that_the_migrator_broke_off_is_finished_by_running_it_again() {
    let project = drafted("ON DELETE SET NULL", REBUILDS[0].1);
    let before = kept(&project);
    // What is left when a process dies between the script's own commit and the ledger's row.
    project.sql(&project.read(&format!("migrations/{FIRST}_change.up.sql")));
    migrator_runs(&project).unwrap();
    assert_eq!(kept(&project), before);
    project.run(&["current", "--check"]).ok();
}

/// The ledger to the byte, but for how long a migration took.
fn ledger(project: &TestProject) -> Vec<String> {
    project.rows("SELECT version, description, installed_on, success, hex(checksum), typeof(installed_on), typeof(success), execution_time > 0 FROM _sqlx_migrations ORDER BY version")
}

#[test]
fn the_migrator_finds_nothing_to_do_after_our_upgrade() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    let before = ledger(&project);
    assert_eq!(before.len(), 2);
    migrator_runs(&project).unwrap();
    assert_eq!(ledger(&project), before);

    let fresh = TestProject::shop();
    migrator_runs(&fresh).unwrap();
    let stable = |project: &TestProject| {
        project.rows("SELECT version, description, success, checksum FROM _sqlx_migrations")
    };
    assert_eq!(stable(&project), stable(&fresh), "both write the same");
    let tables = "SELECT sql FROM sqlite_schema ORDER BY name";
    assert_eq!(project.rows(tables), fresh.rows(tables));
}

#[test]
fn our_upgrade_goes_on_where_the_migrator_stopped_and_the_other_way_round() {
    let project = TestProject::shop();
    migrator_runs(&project).unwrap();
    project.run(&["current", "--check"]).ok().says("drift: no");
    project.migration(
        "20260303000000_third",
        "CREATE TABLE third (id INTEGER);\n",
        "DROP TABLE third;\n",
    );
    project.run(&["upgrade"]).ok();
    project.migration(
        "20260404000000_fourth",
        "CREATE TABLE fourth (id INTEGER);\n",
        "DROP TABLE fourth;\n",
    );
    migrator_runs(&project).unwrap();
    project
        .run(&["current", "--check"])
        .ok()
        .says("fourth (head)");

    // Ours by sqlx, sqlx's by us.
    project.run(&["downgrade", "-1"]).ok();
    migrator_undoes(&project, 20_260_202_000_000).unwrap();
    project
        .run(&["current"])
        .ok()
        .says("orders create (0.2), behind by 2");
    project.run(&["downgrade", "base"]).ok();
    assert!(project.objects().is_empty(), "{:?}", project.objects());
}

#[test]
fn both_refuse_a_changed_file() {
    let project = TestProject::shop();
    project.run(&["upgrade"]).ok();
    project.append(
        "migrations/20260101000000_customers_create.up.sql",
        "-- edited\n",
    );
    let refusal = migrator_runs(&project).unwrap_err();
    assert!(
        matches!(refusal, MigrateError::VersionMismatch(_)),
        "{refusal}"
    );
    project.run(&["upgrade"]).exits(3);
}

#[test]
fn an_application_may_read_while_a_migration_runs() {
    let project = TestProject::shop_with_rows();
    project.sql("PRAGMA journal_mode = WAL");
    let reader = Connection::open(project.root().join("dev.db")).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM orders")
        .unwrap();
    let count = || rows(&reader, "SELECT count(*) FROM orders");
    assert_eq!(count(), ["4"]);
    project.migration(
        "20260303000000_third",
        "DELETE FROM orders WHERE id = 9;\nCREATE TABLE third (id INTEGER);\n",
        "DROP TABLE third;\n",
    );
    project.run(&["upgrade"]).ok();
    assert_eq!(count(), ["4"], "the reader's snapshot stays");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(count(), ["3"]);
}
