//! `kill -9` of `upgrade` and `downgrade` at random moments: the next run ends where it should.
//!
//! Twenty kills in all: half of them of each command, half of those with a write-ahead log.
//! `KILLS=200` makes the same tests longer; `KILL_SEED` makes them others.

use crate::project::TestProject;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How many rows the rebuilt table has.
const ROWS: u32 = 2000;
/// How many migrations there are.
const MIGRATIONS: u32 = 30;
/// The migration that rebuilds `parts` outside a transaction.
const REBUILD: u32 = 15;

/// A generator of numbers that are the same for the same seed (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(salt: u64) -> Self {
        let seed = number("KILL_SEED").unwrap_or(20_261_122);
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt | 1)
    }

    /// A number from 0 up to, and without, 1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let fraction = bits as f64 / (1u64 << 53) as f64;
        fraction
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How often each direction is killed with each kind of journal.
pub(crate) fn kills() -> u64 {
    number("KILLS").unwrap_or(20) / 4
}

/// A history in which a rebuild of a table with thousands of rows and children, outside a
/// transaction, stands among ordinary migrations with rows of their own.
fn history() -> TestProject {
    let project = TestProject::new();
    project.migration(
        "20260101000000_parts",
        &format!(
            "CREATE TABLE parts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size TEXT);
CREATE TABLE bolts (id INTEGER PRIMARY KEY, part_id INTEGER NOT NULL REFERENCES parts (id) ON DELETE CASCADE);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
INSERT INTO parts SELECT i, 'part ' || i, i * 7 FROM n;
INSERT INTO bolts SELECT id * 3, id FROM parts;\n"
        ),
        "DROP TABLE bolts;\nDROP TABLE parts;\n",
    );
    for number in 2..=MIGRATIONS {
        let version = format!("202601010000{number:02}");
        if number == REBUILD {
            let rebuild = |size: &str| {
                format!(
                    "-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS parts__new;
CREATE TABLE parts__new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size {size});
INSERT INTO parts__new SELECT id, name, size FROM parts;
DROP TABLE parts;
ALTER TABLE parts__new RENAME TO parts;
COMMIT;
PRAGMA foreign_keys = ON;\n"
                )
            };
            project.migration(
                &format!("{version}_rebuild"),
                &rebuild("INTEGER NOT NULL DEFAULT 0"),
                &rebuild("TEXT"),
            );
        } else if number % 3 == 0 {
            project.migration(
                &format!("{version}_column"),
                &format!("ALTER TABLE bolts ADD COLUMN c{number} INTEGER;\nUPDATE bolts SET c{number} = id + {number};\n"),
                &format!("ALTER TABLE bolts DROP COLUMN c{number};\n"),
            );
        } else {
            project.migration(
                &format!("{version}_table"),
                &format!("CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO t{number} SELECT id, name FROM parts WHERE id % {number} = 0;\n"),
                &format!("DROP TABLE t{number};\n"),
            );
        }
    }
    project
}

/// Schema, rows, and what was applied: two databases with the same are the same.
fn everything(project: &TestProject) -> Vec<String> {
    let mut all = project.rows("SELECT type, name, sql FROM sqlite_schema ORDER BY name");
    let tables = project.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations' ORDER BY name");
    for table in tables {
        all.push(table.clone());
        all.extend(project.rows(&format!("SELECT * FROM {table} ORDER BY 1")));
    }
    all.extend(project.applied());
    all.extend(project.rows("SELECT * FROM pragma_integrity_check"));
    all.extend(project.rows("SELECT * FROM pragma_foreign_key_check"));
    all
}

/// Kills `command` again and again, each time from `start` on, and holds what the next run of it
/// makes against what an undisturbed run makes. Gives how many were killed before they had ended.
fn kill_again_and_again(project: &TestProject, start: &[u8], command: &[&str], salt: u64) -> u64 {
    let database = project.root().join("dev.db");
    let begin_again = || {
        for suffix in ["-journal", "-wal", "-shm"] {
            let _ = std::fs::remove_file(database.with_file_name(format!("dev.db{suffix}")));
        }
        std::fs::write(&database, start).unwrap();
    };
    begin_again();
    let clock = Instant::now();
    project.run(command).ok();
    let undisturbed = clock.elapsed();
    let expected = everything(project);
    let mut random = Random::new(salt);
    let mut delivered = 0;
    let mut tries = 0;
    while delivered < kills() && tries < 4 * kills() {
        tries += 1;
        begin_again();
        let moment = undisturbed.mul_f64(random.next());
        let mut child = project
            .command(command)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        child.kill().unwrap();
        // One that had ended by then was not killed, and does not count.
        delivered += u64::from(child.wait().unwrap().code().is_none());
        let again = project.run(command);
        assert_eq!(
            again.code,
            0,
            "killed after {moment:?}, the next run: {}",
            again.screen()
        );
        assert!(
            everything(project) == expected,
            "killed after {moment:?}, the next run ended otherwise: {}",
            again.screen()
        );
    }
    delivered
}

/// The two ways in which SQLite keeps a transaction that may not come to its end.
const JOURNALS: [&str; 2] = ["DELETE", "WAL"];

#[test]
fn an_upgrade_that_was_killed_is_finished_by_the_next() {
    for (salt, journal) in (1..).zip(JOURNALS) {
        let project = history();
        project.run(&["upgrade", "+1"]).ok();
        project.sql(&format!("PRAGMA journal_mode = {journal}"));
        let start = project.tree()[Path::new("dev.db")].clone();
        let delivered = kill_again_and_again(&project, &start, &["upgrade"], salt);
        assert_eq!(project.applied().len(), MIGRATIONS as usize);
        assert!(
            delivered >= kills(),
            "{journal}: only {delivered} kills met a running process"
        );
    }
}

#[test]
fn a_downgrade_that_was_killed_is_finished_by_the_next() {
    for (salt, journal) in (3..).zip(JOURNALS) {
        let project = history();
        project.run(&["upgrade"]).ok();
        project.sql(&format!("PRAGMA journal_mode = {journal}"));
        let start = project.tree()[Path::new("dev.db")].clone();
        let down = ["downgrade", "20260101000000", "--yes"];
        let delivered = kill_again_and_again(&project, &start, &down, salt);
        assert_eq!(project.applied(), ["20260101000000"]);
        assert!(
            delivered >= kills(),
            "{journal}: only {delivered} kills met a running process"
        );
    }
}

#[test]
fn a_killed_run_leaves_no_lock_behind() {
    let project = history();
    let mut child = project
        .command(&["upgrade"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(150));
    child.kill().unwrap();
    child.wait().unwrap();
    let clock = Instant::now();
    project.run(&["upgrade"]).ok();
    assert!(
        clock.elapsed() < Duration::from_secs(10),
        "{:?}",
        clock.elapsed()
    );
    project.run(&["current", "--check"]).ok();
}
