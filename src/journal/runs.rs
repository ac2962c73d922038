//! Commands that change a database: what began, and how it ended.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Row;

use super::{DatabaseId, Journal, now, time_of};
use crate::Result;

/// How many runs are kept, of all databases together.
const KEPT: i64 = 1000;

/// Where the system does not say which processes live, a run older than this is over.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// A run that was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunId(i64);

/// A run whose process ended without saying how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedRun {
    /// To finish it, once the database is sound again.
    pub id: RunId,
    /// The command: `upgrade`.
    pub command: String,
    /// The version that it began at; `None` for the base.
    pub from: Option<i64>,
    /// The version that it was to end at; `None` for the base.
    pub to: Option<i64>,
    /// When it began.
    pub started_at: Timestamp,
    /// The process that ran it.
    pub pid: u32,
}

impl Journal {
    /// Notes that this process begins to change a database, from one version to another (`None`
    /// is the base).
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn begin_run(
        &self,
        database: DatabaseId,
        command: &str,
        from: Option<i64>,
        to: Option<i64>,
    ) -> Result<RunId> {
        let now = now()?;
        let pid = std::process::id();
        let process = identity(pid);
        self.change(|transaction| {
            transaction.execute(
                "INSERT INTO runs (database_id, command, from_version, to_version, started_at, pid, process)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (database.0, command, from, to, &now, pid, &process),
            )?;
            let id = transaction.last_insert_rowid();
            transaction.execute(
                "DELETE FROM runs WHERE id <= ?1 AND finished_at IS NOT NULL",
                [id - KEPT],
            )?;
            Ok(RunId(id))
        })
    }

    /// Notes how a run ended, in a word for a person: `done`, `failed`, `mended`.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn finish_run(&self, run: RunId, outcome: &str) -> Result<()> {
        let now = now()?;
        self.change(|transaction| {
            transaction.execute(
                "UPDATE runs SET finished_at = ?2, outcome = ?3 WHERE id = ?1",
                (run.0, &now, outcome),
            )
        })?;
        Ok(())
    }

    /// The runs on a database that broke off: their process is gone and they never finished.
    /// Oldest first.
    ///
    /// Who asks under [`MigrationLock`](crate::workflow::lock::MigrationLock) can rely on the
    /// answer; else a run that is about to finish may be among them.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn unfinished_runs(&self, database: DatabaseId) -> Result<Vec<UnfinishedRun>> {
        let sql = "SELECT id, command, from_version, to_version, started_at, pid, process FROM runs
                   WHERE database_id = ?1 AND finished_at IS NULL ORDER BY id";
        let runs: Vec<(UnfinishedRun, Option<String>)> = self.read(|connection| {
            connection
                .prepare(sql)?
                .query_map([database.0], run)?
                .collect()
        })?;
        Ok(runs
            .into_iter()
            .filter(|(run, process)| is_over(run, process.as_deref()))
            .map(|(run, _)| run)
            .collect())
    }
}

fn run(row: &Row) -> rusqlite::Result<(UnfinishedRun, Option<String>)> {
    let run = UnfinishedRun {
        id: RunId(row.get(0)?),
        command: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        started_at: time_of(row, 4)?,
        pid: row.get(5)?,
    };
    Ok((run, row.get(6)?))
}

/// Whether the process of a run is gone. One of the same number is not enough: in a container,
/// where numbers begin anew, it may be this very process.
fn is_over(run: &UnfinishedRun, process: Option<&str>) -> bool {
    match process {
        Some(process) if Path::new("/proc/self/stat").exists() => {
            identity(run.pid).as_deref() != Some(process)
        }
        _ => Timestamp::now().duration_since(run.started_at) > LONGEST,
    }
}

/// What tells a living process from all others that had its number: the boot and the moment of
/// its start (proc(5), field 22 of `stat`). `None` where there is no such process, or no `/proc`.
fn identity(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X" | "x") {
        return None;
    }
    let started = fields.nth(18)?;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{}/{started}", boot.trim()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn journal() -> (Journal, DatabaseId) {
        let journal = Journal::in_memory().unwrap();
        let database = journal.database("sqlite:/dev.db").unwrap();
        (journal, database)
    }

    fn count(journal: &Journal) -> i64 {
        let sql = "SELECT count(*) FROM runs";
        journal
            .read(|connection| connection.query_row(sql, [], |row| row.get(0)))
            .unwrap()
    }

    #[test]
    fn a_run_of_a_living_process_has_not_broken_off() {
        let (journal, database) = journal();
        journal
            .begin_run(database, "upgrade", None, Some(3))
            .unwrap();
        assert!(journal.unfinished_runs(database).unwrap().is_empty());
    }

    #[test]
    fn a_run_whose_process_is_gone_is_unfinished_until_it_is_mended() {
        let (journal, database) = journal();
        let other = journal.database("sqlite:/other.db").unwrap();
        let run = journal
            .begin_run(database, "downgrade", Some(3), None)
            .unwrap();
        // No process has this number: it is above the largest that Linux gives (2^22).
        journal
            .connection
            .execute_batch("UPDATE runs SET pid = 4194305")
            .unwrap();
        let unfinished = journal.unfinished_runs(database).unwrap();
        let facts = |run: &UnfinishedRun| (run.id, run.command.clone(), run.from, run.to, run.pid);
        let expected = (run, "downgrade".to_owned(), Some(3), None, 4_194_305);
        assert_eq!(unfinished.iter().map(facts).collect::<Vec<_>>(), [expected]);
        assert!(journal.unfinished_runs(other).unwrap().is_empty());
        journal.finish_run(run, "mended").unwrap();
        assert!(journal.unfinished_runs(database).unwrap().is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_process_with_the_number_of_a_dead_one_does_not_pass_for_it() {
        let (journal, database) = journal();
        journal.begin_run(database, "upgrade", None, None).unwrap();
        journal
            .connection
            .execute_batch("UPDATE runs SET process = 'earlier/1'")
            .unwrap();
        assert_eq!(journal.unfinished_runs(database).unwrap().len(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_killed_process_that_nobody_waited_for_is_dead() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        assert!(identity(child.id()).is_some());
        child.kill().unwrap();
        let start = std::time::Instant::now();
        while identity(child.id()).is_some() {
            assert!(start.elapsed() < std::time::Duration::from_secs(10));
            std::thread::yield_now();
        }
        child.wait().unwrap();
    }

    #[test]
    fn without_a_process_to_look_at_a_run_is_over_after_a_day() {
        let run = |age: i64| UnfinishedRun {
            id: RunId(1),
            command: "upgrade".to_owned(),
            from: None,
            to: None,
            started_at: Timestamp::now() - SignedDuration::from_hours(age),
            pid: 1,
        };
        assert!(!is_over(&run(23), None));
        assert!(is_over(&run(25), None));
    }

    #[test]
    fn only_the_newest_finished_runs_are_kept() {
        let (journal, database) = journal();
        let unfinished = journal.begin_run(database, "upgrade", None, None).unwrap();
        for _ in 0..KEPT + 10 {
            let run = journal.begin_run(database, "upgrade", None, None).unwrap();
            journal.finish_run(run, "done").unwrap();
        }
        assert_eq!(count(&journal), KEPT + 1);
        journal.finish_run(unfinished, "failed").unwrap();
        journal.begin_run(database, "upgrade", None, None).unwrap();
        assert_eq!(count(&journal), KEPT);
    }
}
