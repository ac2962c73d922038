//! Opening the journal: in the time of one query where its schema is up to date, else by this
//! tool's own migrations.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::state::{create_private_folder, lock_within, state_folder};
use super::{Journal, journal_error, said};
use crate::dialect::sqlite::session::Session;
use crate::dialect::{Access, Note, Run};
use crate::error::IoContext;
use crate::migration::{FileName, History};
use crate::{Error, Kind, Result};

/// How long a statement waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The journal's file in the state folder.
const FILE: &str = "journal.db";

/// The folder `migrations/`, embedded so that nothing depends on where the tool is built or run.
const MIGRATIONS: [(&str, &str); 2] = [
    (
        "20261122130000_journal_create.up.sql",
        include_str!("../../migrations/20261122130000_journal_create.up.sql"),
    ),
    (
        "20261122130000_journal_create.down.sql",
        include_str!("../../migrations/20261122130000_journal_create.down.sql"),
    ),
];

/// What the ledger of a journal says.
#[derive(Debug, PartialEq, Eq)]
enum State {
    Current,
    Behind,
    /// It holds a version that this tool does not know.
    Unknown(i64),
}

impl Journal {
    /// Opens the journal of [`state_folder`], and makes it where it is not there; one in memory
    /// where the environment names no folder.
    ///
    /// # Errors
    /// As [`Journal::open_at`].
    pub fn open() -> Result<Self> {
        match state_folder() {
            Some(folder) => Self::open_at(&folder.join(FILE)),
            None => Self::in_memory(),
        }
    }

    /// Opens the journal in this file, and makes it, and its folder, where it is not there.
    ///
    /// # Errors
    /// Failed, where the journal is damaged, comes from a newer version of this tool, is locked
    /// for five seconds, or may not be written.
    pub fn open_at(path: &Path) -> Result<Self> {
        if let Some((connection, State::Current)) = look(path)? {
            return Ok(Self {
                connection,
                path: Some(path.to_owned()),
            });
        }
        bring_up_to_date(path)?;
        match look(path)? {
            Some((connection, State::Current)) => Ok(Self {
                connection,
                path: Some(path.to_owned()),
            }),
            _ => Err(Error::failed(format!(
                "the journal {} was changed by another process while it was made",
                path.display()
            ))
            .hint("run the command again")),
        }
    }

    /// A journal that ends with the process.
    ///
    /// # Errors
    /// Failed, where there is no memory for it.
    pub fn in_memory() -> Result<Self> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_in_memory()?;
            set_up(&connection)?;
            for migration in history().migrations {
                connection.execute_batch(&migration.up.sql)?;
            }
            Ok(connection)
        };
        let connection = open().map_err(|cause| journal_error(None, &cause))?;
        Ok(Self {
            connection,
            path: None,
        })
    }
}

fn history() -> History {
    let files = MIGRATIONS.map(|(name, sql)| (name.to_owned(), sql.as_bytes().to_vec()));
    History::from_files(Path::new("migrations"), files.to_vec())
}

/// The versions of the embedded migrations, ascending, without reading the scripts.
fn versions() -> Vec<i64> {
    let mut versions: Vec<i64> = MIGRATIONS
        .iter()
        .filter_map(|(name, _)| Some(FileName::parse(name)?.version))
        .collect();
    versions.sort_unstable();
    versions.dedup();
    versions
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Under WAL, NORMAL risks at most the last entries, and only when the power fails
    // (https://sqlite.org/pragma.html#pragma_synchronous).
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
}

/// Opens a file that is there and reads its ledger; `None` where there is no file.
fn look(path: &Path) -> Result<Option<(Connection, State)>> {
    // Asked first: after a failure, another process may just have made it.
    if !path.exists() {
        return Ok(None);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<(Connection, State)> {
        let connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection)?;
        let state = state(&connection)?;
        Ok((connection, state))
    };
    match open() {
        Ok((_, State::Unknown(version))) => Err(from_another_version(path, version)),
        Ok(found) => Ok(Some(found)),
        Err(cause) => Err(journal_error(Some(path), &cause)),
    }
}

fn state(connection: &Connection) -> rusqlite::Result<State> {
    let read = || -> rusqlite::Result<Vec<i64>> {
        let mut query = connection.prepare("SELECT version FROM _sqlx_migrations")?;
        let rows = query.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    let applied = match read() {
        Ok(applied) => applied,
        Err(cause) if said(&cause).starts_with("no such table") => Vec::new(),
        Err(cause) => return Err(cause),
    };
    let known = versions();
    Ok(
        match applied.iter().find(|version| !known.contains(version)) {
            Some(unknown) => State::Unknown(*unknown),
            None if applied.len() == known.len() => State::Current,
            None => State::Behind,
        },
    )
}

/// Applies what is missing. One process at a time: the others wait and find the work done.
fn bring_up_to_date(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let lock = path.with_extension("lock");
    let (_lock, held) = lock_within(&lock, BUSY_TIMEOUT).doing(Kind::Failed, "lock", &lock)?;
    if !held {
        return Err(Error::failed(format!(
            "another process is making the journal {}, and does not come to an end",
            path.display()
        ))
        .hint("stop the other run of cargo migrate, and try again"));
    }
    make_file(path)
        .doing(Kind::Failed, "make", path)
        .map_err(|error| error.hint("set CARGO_MIGRATE_HOME to a folder that you may write"))?;
    let in_journal =
        |error: Error| error.context(format!("failed to make the journal {}", path.display()));
    let mut session = Session::open(path, Access::Write).map_err(in_journal)?;
    session
        .execute("PRAGMA journal_mode = WAL")
        .map_err(|cause| journal_error(Some(path), &cause))?;
    let applied = session.applied().map_err(in_journal)?;
    for migration in history().migrations {
        if applied.iter().any(|row| row.version == migration.version) {
            continue;
        }
        let note = Note::Applied {
            version: migration.version,
            description: &migration.title(),
            checksum: &migration.checksum(),
        };
        let run = Run {
            path: &migration.up.path,
            sql: &migration.up.sql,
            no_transaction: migration.up.no_transaction,
            note,
        };
        session.run(&run, &mut |_, _| {}).map_err(in_journal)?;
    }
    Ok(())
}

/// Makes an empty file where there is none, for its owner only (mode 0600): SQLite would give it
/// to everyone. The files beside it, -wal and -shm, get its mode.
fn make_file(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // Closed before it has its name: closing a database's file drops the locks that SQLite holds
    // on it in this process (https://sqlite.org/howtocorrupt.html, section 2.2).
    let file = tempfile::Builder::new()
        .prefix(".journal-")
        .tempfile_in(folder)?
        .into_temp_path();
    match file.persist_noclobber(path) {
        Err(cause) if cause.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome.map_err(|cause| cause.error),
    }
}

fn from_another_version(path: &Path, version: i64) -> Error {
    Error::failed(format!(
        "the journal {} comes from a newer version of cargo migrate: its migration {version} is not known to {}",
        path.display(),
        env!("CARGO_PKG_VERSION")
    ))
    .hint("cargo install cargo-migrate --locked     updates this one")
    .hint("or give this one a journal of its own: set CARGO_MIGRATE_HOME to another folder")
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
