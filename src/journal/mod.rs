//! This tool's own small database: the SQL of applied migrations, runs, backups, proofs already
//! made.
//!
//! It lies outside of every project, in [`state_folder`], and many processes use it at once.
//! Nothing in it is needed to read or compare a database; without it a migration whose file is
//! gone cannot be taken back, and what was proven before is proven again. What the entries mean
//! is `workflow`'s affair; no secret and no row of anybody's database is ever written here.
//!
//! `schema.sql` is its schema source; the folder `migrations/` at the top of the repository leads
//! there, written by this tool itself.

mod backups;
mod open;
mod proofs;
mod runs;
mod scripts;
mod state;

pub use backups::Backup;
pub use proofs::Proof;
pub use runs::{RunId, UnfinishedRun};
pub use scripts::StoredScript;
pub use state::{backup_folder, create_private_folder, state_folder};

pub(crate) use state::{lock_within, stable_hash};

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};

use crate::migration::clock;
use crate::{Error, Result};

/// A database that the journal knows; the same number in every process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DatabaseId(i64);

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    path: Option<PathBuf>,
}

impl Journal {
    /// Where it lies; `None` for one in memory, which ends with the process.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The entry of the database that `key` names, made where there is none. A key is the same
    /// for every way to name the database and holds no secret: `sqlite:/absolute/canonical/path`.
    ///
    /// # Errors
    /// Failed, where the journal is damaged, locked for five seconds, or may not be written.
    pub fn database(&self, key: &str) -> Result<DatabaseId> {
        if let Some(id) = self.known_database(key)? {
            return Ok(id);
        }
        let now = now()?;
        self.change(|transaction| {
            transaction.execute(
                "INSERT INTO databases (key, first_seen) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (key, &now),
            )?;
            let sql = "SELECT id FROM databases WHERE key = ?1";
            transaction.query_row(sql, [key], |row| row.get(0).map(DatabaseId))
        })
    }

    /// The entry of a database that was seen before.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn known_database(&self, key: &str) -> Result<Option<DatabaseId>> {
        self.read(|connection| {
            connection
                .query_row("SELECT id FROM databases WHERE key = ?1", [key], |row| {
                    row.get(0).map(DatabaseId)
                })
                .optional()
        })
    }

    /// Reads.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.connection).map_err(|cause| self.error(&cause))
    }

    /// Changes all that `work` changes, or nothing.
    fn change<T>(&self, work: impl FnOnce(&Transaction) -> rusqlite::Result<T>) -> Result<T> {
        let run = || {
            // Immediate: a transaction that begins by reading could not be made to wait later.
            let behavior = TransactionBehavior::Immediate;
            let transaction = Transaction::new_unchecked(&self.connection, behavior)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        run().map_err(|cause| self.error(&cause))
    }

    fn error(&self, cause: &rusqlite::Error) -> Error {
        journal_error(self.path(), cause)
    }
}

/// Says what is wrong with the journal, and what it costs to do without it.
fn journal_error(path: Option<&Path>, cause: &rusqlite::Error) -> Error {
    let journal = match path {
        Some(path) => format!("the journal {}", path.display()),
        None => "the journal in memory".to_owned(),
    };
    let said = said(cause);
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::failed(format!("{journal} is locked by another process"))
                .hint("wait until the other run of cargo migrate has finished, and try again")
        }
        Some(ErrorCode::DiskFull) => Error::failed(format!("{journal} cannot be written: {said}"))
            .hint("make room on its disk, or set CARGO_MIGRATE_HOME to a folder elsewhere"),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Error::failed(format!("{journal} cannot be used: {said}"))
                .hint("check that you may write the file and its folder")
                .hint("or set CARGO_MIGRATE_HOME to a folder that you may write")
        }
        // Its own statements fit its own schema: where they do not, or a value cannot be read
        // (no code), the file does not hold what this tool wrote.
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) | None => {
            damaged(&journal, path, &said)
        }
        Some(_) => Error::failed(format!("{journal} cannot be used: {said}")),
    }
}

fn damaged(journal: &str, path: Option<&Path>, said: &str) -> Error {
    let error = Error::failed(format!("{journal} is damaged: {said}")).note(
        "it may be deleted; what is lost then: the stored SQL of applied migrations (a downgrade \
         needs their files again), the list of backups (the backups themselves stay), and the \
         memory of what was proven",
    );
    match path {
        Some(path) => {
            let path = path.display();
            error.hint(format!("rm -f '{path}' '{path}-wal' '{path}-shm'"))
        }
        None => error,
    }
}

/// What SQLite said, without the statement that rusqlite appends.
fn said(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// The present moment as the journal writes it.
fn now() -> Result<String> {
    clock::now().map(text_of)
}

fn text_of(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Reads a time that the journal wrote.
fn time_of(row: &rusqlite::Row, column: usize) -> rusqlite::Result<Timestamp> {
    let text: String = row.get(column)?;
    text.parse().map_err(|cause: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, cause.into())
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_database_keeps_its_entry() {
        let journal = Journal::in_memory().unwrap();
        let dev = journal.database("sqlite:/srv/dev.db").unwrap();
        let other = journal.database("sqlite:/srv/other.db").unwrap();
        assert_ne!(dev, other);
        assert_eq!(journal.database("sqlite:/srv/dev.db").unwrap(), dev);
    }

    #[test]
    fn a_change_that_fails_half_way_leaves_nothing() {
        let journal = Journal::in_memory().unwrap();
        let outcome = journal.change(|transaction| {
            transaction.execute(
                "INSERT INTO databases (key, first_seen) VALUES ('a', '')",
                [],
            )?;
            transaction.execute("INSERT INTO nowhere VALUES (1)", [])
        });
        assert!(outcome.is_err());
        assert_eq!(journal.known_database("a").unwrap(), None);
    }

    #[test]
    fn times_are_written_so_that_their_text_sorts() {
        let cases = [
            ("2026-11-22T10:15:00Z", "2026-11-22T10:15:00.000Z"),
            ("2026-11-22T10:15:00.123456Z", "2026-11-22T10:15:00.123Z"),
            ("2026-11-22T11:15:00+01:00", "2026-11-22T10:15:00.000Z"),
        ];
        for (time, text) in cases {
            assert_eq!(text_of(time.parse().unwrap()), text);
        }
    }
}
