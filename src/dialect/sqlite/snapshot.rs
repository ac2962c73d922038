//! Private copies of a live database, by SQLite's online backup.
//!
//! The backup API sees one consistent state, also while others write and under WAL; copying the
//! file would not, and closing a copied file drops this process's locks on it
//! (<https://sqlite.org/howtocorrupt.html>, section 2.2).

use super::session::{Session, plain};
use crate::dialect::{Access, backup_file};
use crate::error::{Error, Result};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::Path;

/// Larger databases are copied to a file, not to memory. In bytes.
const LARGEST_IN_MEMORY: u64 = 256 * 1024 * 1024;

impl Session {
    /// Copies this database, rows and all: into memory where it is small, else into a new folder
    /// below `scratch`.
    pub fn copy(&self, scratch: &Path) -> Result<Self> {
        let bytes: i64 = self
            .connection()
            .query_row(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                [],
                |row| row.get(0),
            )
            .map_err(|cause| plain(&cause))?;
        let large = u64::try_from(bytes).unwrap_or(0) > LARGEST_IN_MEMORY;
        let folder = if large {
            let folder = tempfile::Builder::new()
                .prefix("snapshot-")
                .tempdir_in(scratch);
            Some(folder.map_err(|cause| {
                Error::failed(format!(
                    "failed to make a folder for the snapshot below {}: {cause}",
                    scratch.display()
                ))
            })?)
        } else {
            None
        };
        let mut copy = match &folder {
            Some(folder) => Connection::open(folder.path().join("snapshot.db")),
            None => Connection::open_in_memory(),
        }
        .map_err(|cause| plain(&cause))?;
        copy_into(self.connection(), &mut copy)?;
        let mut session = Self::with(copy, None).map_err(|cause| plain(&cause))?;
        session.throw_away()?;
        session.set_ignore(self.ignore().clone());
        let ledger = self.ledger().to_owned();
        session.set_ledger(&ledger);
        session.folder = folder;
        Ok(session)
    }

    /// Writes a copy of this database to a new file. The file appears whole or not at all.
    pub fn back_up_to(&self, path: &Path) -> Result<()> {
        backup_file::whole(path, ".db", |temporary| {
            let mut copy = Connection::open(temporary.path()).map_err(|cause| plain(&cause))?;
            copy_into(self.connection(), &mut copy)?;
            // One file is all that is kept: a copy of a WAL database would need its companions.
            copy.execute_batch("PRAGMA journal_mode = DELETE")
                .map_err(|cause| plain(&cause))
        })
    }

    /// Puts the content of the backup in the place of this database's, in one transaction that
    /// other connections see whole or not at all. The file itself stays, so that those who have
    /// it open go on with the restored content.
    pub fn restore_from(&mut self, backup: &Path) -> Result<()> {
        let source = Session::open(backup, Access::Read)?;
        let problems: String = source
            .connection()
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|cause| plain(&cause))?;
        if problems != "ok" {
            return Err(Error::failed(format!(
                "{} is damaged: {problems}",
                backup.display()
            )));
        }
        copy_into(source.connection(), self.connection_mut())
    }
}

/// Copies all pages in one step, under one read lock: small steps would begin anew whenever
/// another process writes.
fn copy_into(from: &Connection, to: &mut Connection) -> Result<()> {
    let backup = Backup::new(from, to).map_err(|cause| plain(&cause))?;
    let start = std::time::Instant::now();
    loop {
        match backup
            .step(-1)
            .map_err(|cause| plain(&cause).context("failed to copy the database"))?
        {
            rusqlite::backup::StepResult::Done => return Ok(()),
            rusqlite::backup::StepResult::More => {}
            _ if start.elapsed() > std::time::Duration::from_secs(10) => {
                return Err(Error::failed("failed to copy the database: another process holds it locked for more than 10 s")
                    .hint("stop the application or the tool that writes to it, and try again"));
            }
            _ => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    }
}
