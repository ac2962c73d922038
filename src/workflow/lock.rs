//! One run of this tool at a time on a database.
//!
//! The lock is the operating system's, on a file of this tool's own: it ends with the process,
//! however that ends, and never stays behind. It is not on the database itself, where SQLite's
//! own locks are and where the application works on. What an engine's server has for that besides,
//! also against runs on other machines, is [`Database::claim`](crate::dialect::Database::claim).

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use jiff::{Timestamp, Unit};

use crate::error::IoContext;
use crate::journal::{create_private_folder, lock_within, stable_hash, state_folder};
use crate::{Error, Kind, Result};

/// How long a run waits for another one on the same database.
pub const LOCK_WAIT: Duration = Duration::from_secs(60);

/// The commands that lock. Only these words of the command line are told to others, as it may
/// hold a password.
const COMMANDS: [&str; 11] = [
    "upgrade",
    "up",
    "downgrade",
    "down",
    "redo",
    "stamp",
    "new",
    "roundtrip",
    "backup",
    "restore",
    "scratch",
];

/// The sole right to change a database with this tool; given back when it is dropped.
#[derive(Debug)]
pub struct MigrationLock {
    file: File,
}

/// Who holds a lock, as its file says.
#[derive(Debug, PartialEq, Eq)]
struct Holder {
    pid: u32,
    since: Timestamp,
    command: String,
}

impl MigrationLock {
    /// Locks the database of this key, which need not be there yet; `shown` is its name for a
    /// person. Where another run holds it, it is tried again until `wait` has passed.
    ///
    /// # Errors
    /// Failed, where it is held still, with the process that holds it, or where the lock's file
    /// cannot be made.
    pub fn acquire(key: &str, shown: &str, wait: Duration) -> Result<Self> {
        let folder = match state_folder() {
            Some(state) => state.join("locks"),
            None => std::env::temp_dir().join("cargo-migrate-locks"),
        };
        Self::acquire_in(&folder, key, shown, wait)
    }

    fn acquire_in(folder: &Path, key: &str, shown: &str, wait: Duration) -> Result<Self> {
        create_private_folder(folder)?;
        refuse_foreign(folder)?;
        let path = folder.join(lock_name(key));
        let (mut file, held) = lock_within(&path, wait)
            .doing(Kind::Failed, "lock", &path)
            .map_err(|error| error.hint("set CARGO_MIGRATE_HOME to a folder that you may write"))?;
        if !held {
            return Err(held_by(read(&mut file).as_ref(), shown, wait));
        }
        let command = std::env::args_os()
            .skip(1)
            .find_map(|word| COMMANDS.into_iter().find(|command| word == *command));
        let holder = Holder {
            pid: std::process::id(),
            since: Timestamp::now(),
            command: command.unwrap_or_default().to_owned(),
        };
        // What it says serves the message of others only: the lock holds without it.
        let _ = write(&mut file, Some(&holder));
        Ok(Self { file })
    }
}

impl Drop for MigrationLock {
    fn drop(&mut self) {
        // The file stays: who deleted it might delete the one that another run has just locked.
        let _ = write(&mut self.file, None);
    }
}

/// Refuses a folder that somebody else made, as one in a shared temporary folder may be: its
/// files could lead anywhere.
#[cfg(unix)]
fn refuse_foreign(folder: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;
    let examine = || -> std::io::Result<bool> {
        // The standard library does not say who this process is; a new file does.
        let own = tempfile::tempfile()?.metadata()?.uid();
        let about = folder.symlink_metadata()?;
        Ok(about.is_dir() && about.uid() == own)
    };
    if state_folder().is_some_and(|state| folder.starts_with(state)) {
        return Ok(());
    }
    if examine().doing(Kind::Failed, "examine", folder)? {
        return Ok(());
    }
    Err(Error::failed(format!(
        "the folder {} belongs to somebody else",
        folder.display()
    ))
    .hint("set CARGO_MIGRATE_HOME to a folder of your own"))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it fails on other systems")]
fn refuse_foreign(_folder: &Path) -> Result<()> {
    Ok(())
}

fn lock_name(key: &str) -> String {
    format!("{:016x}.lock", stable_hash(key.as_bytes()))
}

fn write(file: &mut File, holder: Option<&Holder>) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    match holder {
        None => Ok(()),
        Some(Holder {
            pid,
            since,
            command,
        }) => writeln!(file, "{pid} {since:.0} {command}"),
    }
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(1024).read_to_string(&mut text).ok()?;
    let mut words = text.trim_end().splitn(3, ' ');
    Some(Holder {
        pid: words.next()?.parse().ok()?,
        since: words.next()?.parse().ok()?,
        command: words.next().unwrap_or_default().to_owned(),
    })
}

fn held_by(holder: Option<&Holder>, shown: &str, wait: Duration) -> Error {
    let mut message = format!("another run of cargo migrate works on {shown}");
    if let Some(Holder {
        pid,
        since,
        command,
    }) = holder
    {
        let _ = write!(message, ": process {pid}");
        if !command.is_empty() {
            let _ = write!(message, " ({command})");
        }
        let _ = write!(message, ", since {since:.0}");
        if let Some(age) = age(*since, Timestamp::now()) {
            let _ = write!(message, " ({age} ago)");
        }
    }
    let mut error =
        Error::failed(message).hint("wait until it has finished, and run this command again");
    if !wait.is_zero() {
        error = error.note(format!("waited {} s for it", wait.as_secs().max(1)));
    }
    match holder {
        Some(holder) => error.hint(format!(
            "if it hangs: kill {}     and run this command again: it finds out where the database stands",
            holder.pid
        )),
        None => error,
    }
}

/// How long ago that was, in words; `None` where the clock was set back since.
fn age(since: Timestamp, now: Timestamp) -> Option<String> {
    let age = now.since((Unit::Hour, since)).ok()?;
    match (age.get_hours(), age.get_minutes(), age.get_seconds()) {
        (0, 0, seconds @ 0..) => Some(format!("{seconds} s")),
        (0, minutes @ 1.., _) => Some(format!("{minutes} min")),
        (hours @ 1.., minutes, _) => Some(format!("{hours} h {minutes} min")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::fs;
    use std::path::PathBuf;
    use std::time::Instant;

    const KEY: &str = "sqlite:/srv/dev.db";

    fn places() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let locks = folder.path().join("locks");
        (folder, locks)
    }

    fn acquire(locks: &Path, wait: Duration) -> Result<MigrationLock> {
        MigrationLock::acquire_in(locks, KEY, "/srv/dev.db", wait)
    }

    #[test]
    fn a_second_run_is_told_who_holds_the_database_and_since_when() {
        let (_folder, locks) = places();
        let _held = acquire(&locks, Duration::ZERO).unwrap();
        let error = acquire(&locks, Duration::ZERO).unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        let process = format!("process {}", std::process::id());
        for part in ["dev.db", process.as_str(), "since 20", " s ago)"] {
            assert!(error.message().contains(part), "{part}: {error}");
        }
        let kill = format!("kill {}", std::process::id());
        assert!(
            error.hints().iter().any(|hint| hint.contains(&kill)),
            "{error:?}"
        );
    }

    #[test]
    fn a_lock_that_is_dropped_is_free_and_says_nothing_more() {
        let (_folder, locks) = places();
        drop(acquire(&locks, Duration::ZERO).unwrap());
        let file = locks.join(lock_name(KEY));
        assert_eq!(fs::read_to_string(&file).unwrap(), "");
        acquire(&locks, Duration::ZERO).unwrap();
    }

    #[test]
    fn what_a_killed_run_left_in_the_file_does_not_count() {
        let (_folder, locks) = places();
        fs::create_dir(&locks).unwrap();
        let left = "12345 2026-11-22T10:15:00Z upgrade with more\nand more\n".repeat(40);
        fs::write(locks.join(lock_name(KEY)), left).unwrap();
        let _held = acquire(&locks, Duration::ZERO).unwrap();
        let mut file = File::open(locks.join(lock_name(KEY))).unwrap();
        assert_eq!(read(&mut file).unwrap().pid, std::process::id());
    }

    #[test]
    fn a_run_waits_until_the_other_has_finished() {
        let (_folder, locks) = places();
        let held = acquire(&locks, Duration::ZERO).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| acquire(&locks, Duration::from_secs(30)).map(|_| ()));
            std::thread::sleep(Duration::from_millis(50));
            assert!(!waiting.is_finished());
            drop(held);
            waiting.join().unwrap().unwrap();
        });
    }

    #[test]
    fn a_run_gives_up_when_its_time_has_passed() {
        let (_folder, locks) = places();
        let _held = acquire(&locks, Duration::ZERO).unwrap();
        let wait = Duration::from_millis(100);
        let start = Instant::now();
        let error = acquire(&locks, wait).unwrap_err();
        assert!(start.elapsed() >= wait);
        assert_eq!(error.notes(), ["waited 1 s for it"]);
    }

    #[test]
    fn another_database_is_not_locked() {
        let (_folder, locks) = places();
        let _held = acquire(&locks, Duration::ZERO).unwrap();
        MigrationLock::acquire_in(&locks, "sqlite:/srv/other.db", "", Duration::ZERO).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn every_way_to_name_a_file_leads_to_the_same_lock() {
        use crate::dialect::Dialect;
        use crate::project::DatabaseUrl;
        let (folder, _) = places();
        let database = folder.path().join("dev.db");
        let linked = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &linked).unwrap();
        let sqlite = crate::dialect::sqlite::engine::Sqlite::new(folder.path());
        let key = |path: &Path| sqlite.key(&DatabaseUrl::of_sqlite_file(path)).unwrap();
        let before = key(&database);
        assert_eq!(key(&linked.join("dev.db")), before, "before it is there");
        assert_eq!(key(Path::new("dev.db")), before);
        fs::write(&database, "").unwrap();
        let file_link = folder.path().join("other-name.db");
        std::os::unix::fs::symlink(&database, &file_link).unwrap();
        for path in [database, linked.join("dev.db"), file_link] {
            assert_eq!(key(&path), before, "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_only_a_link_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let locks = folder.path().join("locks");
        std::os::unix::fs::symlink(folder.path(), &locks).unwrap();
        let error = acquire(&locks, Duration::ZERO).unwrap_err();
        assert!(
            error.message().contains("belongs to somebody else"),
            "{error}"
        );
    }

    #[test]
    fn the_age_of_a_run_is_told_in_words() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (61, "1 min"),
            (3 * 3600 + 120, "3 h 2 min"),
            (90_000, "25 h 0 min"),
        ];
        let now: Timestamp = "2026-11-22T10:15:00Z".parse().unwrap();
        for (seconds, words) in cases {
            let since = now - jiff::SignedDuration::from_secs(seconds);
            assert_eq!(age(since, now).as_deref(), Some(words));
        }
        assert_eq!(age(now + jiff::SignedDuration::from_secs(60), now), None);
    }
}
