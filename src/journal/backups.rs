//! The list of backups; the files themselves are made and deleted elsewhere.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Row;

use super::{DatabaseId, Journal, text_of, time_of};
use crate::{Error, Result};

/// A copy of a database that was made before something changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file, absolute. It may have been deleted since.
    pub path: PathBuf,
    /// When it was made, kept to the millisecond.
    pub made_at: Timestamp,
    /// Its size in bytes.
    pub bytes: u64,
    /// What was about to happen, for a person: `before downgrade to 20261122101500`.
    pub reason: String,
    /// The newest version applied in it; `None` for the base, or where there was no ledger.
    pub at_version: Option<i64>,
}

impl Journal {
    /// Adds a backup to the list; the same file made anew replaces its entry.
    ///
    /// # Errors
    /// A usage error where the path is not UTF-8; else as [`Journal::database`].
    pub fn record_backup(&self, database: DatabaseId, backup: &Backup) -> Result<()> {
        let path = text(&backup.path)?;
        self.change(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO backups (database_id, path, made_at, bytes, reason, at_version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    database.0,
                    path,
                    text_of(backup.made_at),
                    i64::try_from(backup.bytes).unwrap_or(i64::MAX),
                    &backup.reason,
                    backup.at_version,
                ),
            )
        })?;
        Ok(())
    }

    /// The backups of a database, newest first, whether their files are still there or not.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn backups(&self, database: DatabaseId) -> Result<Vec<Backup>> {
        let sql = "SELECT path, made_at, bytes, reason, at_version FROM backups
                   WHERE database_id = ?1 ORDER BY made_at DESC, id DESC";
        self.read(|connection| {
            connection
                .prepare(sql)?
                .query_map([database.0], backup)?
                .collect()
        })
    }

    /// Takes a backup off the list; says whether it stood there. The file is left alone.
    ///
    /// # Errors
    /// As [`Journal::record_backup`].
    pub fn forget_backup(&self, path: &Path) -> Result<bool> {
        let path = text(path)?;
        let sql = "DELETE FROM backups WHERE path = ?1";
        Ok(self.change(|transaction| transaction.execute(sql, [path]))? > 0)
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| {
        Error::usage(format!(
            "the path {} is not UTF-8, and cannot be written to the journal",
            path.display()
        ))
        .hint("choose another name or folder for the backup")
    })
}

fn backup(row: &Row) -> rusqlite::Result<Backup> {
    let path: String = row.get(0)?;
    let bytes: i64 = row.get(2)?;
    Ok(Backup {
        path: path.into(),
        made_at: time_of(row, 1)?,
        bytes: u64::try_from(bytes).unwrap_or(0),
        reason: row.get(3)?,
        at_version: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn sample(path: &str, second: i64) -> Backup {
        Backup {
            path: path.into(),
            made_at: Timestamp::from_second(second).unwrap(),
            bytes: 4096,
            reason: "downgrade".to_owned(),
            at_version: Some(20_261_122_101_500),
        }
    }

    fn paths(journal: &Journal, database: DatabaseId) -> Vec<String> {
        let backups = journal.backups(database).unwrap();
        backups
            .iter()
            .map(|backup| backup.path.display().to_string())
            .collect()
    }

    #[test]
    fn backups_are_listed_newest_first_until_they_are_forgotten() {
        let journal = Journal::in_memory().unwrap();
        let dev = journal.database("sqlite:/dev.db").unwrap();
        let other = journal.database("sqlite:/other.db").unwrap();
        for (path, second) in [("/b/1", 20), ("/b/2", 20), ("/b/0", 10), ("/b/3", 30)] {
            journal.record_backup(dev, &sample(path, second)).unwrap();
        }
        assert_eq!(paths(&journal, other), [""; 0]);
        assert_eq!(paths(&journal, dev), ["/b/3", "/b/2", "/b/1", "/b/0"]);
        assert!(journal.forget_backup(Path::new("/b/2")).unwrap());
        assert!(!journal.forget_backup(Path::new("/b/2")).unwrap());
        assert_eq!(paths(&journal, dev), ["/b/3", "/b/1", "/b/0"]);
    }

    #[test]
    fn the_same_file_is_listed_once_as_it_is_now() {
        let journal = Journal::in_memory().unwrap();
        let dev = journal.database("sqlite:/dev.db").unwrap();
        let again = Backup {
            at_version: None,
            bytes: 8192,
            ..sample("/b/1", 30)
        };
        journal.record_backup(dev, &sample("/b/1", 10)).unwrap();
        journal.record_backup(dev, &again).unwrap();
        assert_eq!(journal.backups(dev).unwrap(), [again]);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_utf_8_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let journal = Journal::in_memory().unwrap();
        let dev = journal.database("sqlite:/dev.db").unwrap();
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/b/\xff")).to_owned();
        let error = journal
            .record_backup(
                dev,
                &Backup {
                    path,
                    ..sample("", 0)
                },
            )
            .unwrap_err();
        assert_eq!(error.kind(), crate::Kind::Usage);
    }
}
