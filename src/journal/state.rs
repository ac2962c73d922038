//! Where this tool keeps what outlives a run: the journal, locks and backups.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::IoContext;
use crate::{Kind, Result};

/// How often a lock is tried again.
const POLL: Duration = Duration::from_millis(20);

/// The longest part of a file's name that a backup folder carries, in characters.
const LONGEST_SLUG: usize = 40;

/// The folder of this tool's state: `$CARGO_MIGRATE_HOME`, else `$XDG_STATE_HOME/cargo-migrate`,
/// else `$HOME/.local/state/cargo-migrate`; `None` where none of them is set. It is not made here.
///
/// Empty variables count as unset, and a relative `XDG_STATE_HOME` is ignored, as the XDG Base
/// Directory Specification demands.
pub fn state_folder() -> Option<PathBuf> {
    state_folder_from(|variable| std::env::var_os(variable))
}

fn state_folder_from(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(home) = folder("CARGO_MIGRATE_HOME") {
        // Of a relative one every folder would see another journal; it is at least made plain.
        return Some(std::path::absolute(&home).unwrap_or(home));
    }
    folder("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| Some(folder("HOME")?.join(".local").join("state")))
        .map(|path| path.join("cargo-migrate"))
}

/// The folder for the backups of the database with this key; `None` where there is no
/// [`state_folder`]. It is not made here.
pub fn backup_folder(key: &str) -> Option<PathBuf> {
    Some(state_folder()?.join("backups").join(backup_name(key)))
}

/// The slug of the database's file name for a person, eight digits of a hash for the rest.
fn backup_name(key: &str) -> String {
    let name = key.rsplit(['/', '\\']).next().unwrap_or(key);
    let slug: String = name
        .chars()
        .take(LONGEST_SLUG)
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '-' | '_' | '.' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            _ => '-',
        })
        .collect();
    let slug = slug.trim_matches(['-', '.']);
    let slug = if slug.is_empty() { "database" } else { slug };
    format!("{slug}-{:08x}", stable_hash(key.as_bytes()) >> 32)
}

/// Makes a folder, and those above it, that only its owner can enter (mode 0700). One that is
/// there already is left as it is.
///
/// # Errors
/// Failed, where it cannot be made.
pub fn create_private_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .doing(Kind::Failed, "make the folder", folder)
        .map_err(|error| error.hint("set CARGO_MIGRATE_HOME to a folder that you may write"))
}

/// Opens a file for reading and writing that only its owner can read (mode 0600), and makes it
/// where it is not there.
fn open_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a private file and locks it; the lock ends with the file or with the process. `None`
/// inside means that another process still held it when `wait` had passed.
///
/// A file system without locks (some network mounts) gives the file unlocked: there SQLite's own
/// locks would not work either.
pub(crate) fn lock_within(path: &Path, wait: Duration) -> std::io::Result<(File, bool)> {
    let file = open_private_file(path)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok((file, true)),
            Err(TryLockError::WouldBlock) => match wait.checked_sub(start.elapsed()) {
                None | Some(Duration::ZERO) => return Ok((file, false)),
                Some(left) => std::thread::sleep(left.min(POLL)),
            },
            Err(TryLockError::Error(cause)) if cause.kind() == std::io::ErrorKind::Unsupported => {
                return Ok((file, true));
            }
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
    }
}

/// A hash that is the same in every build of this tool, for the names of files: FNV-1a
/// (<http://www.isthe.com/chongo/tech/comp/fnv/>). The standard library's may change.
pub(crate) fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn the_state_folder_is_the_first_that_the_environment_names() {
        type Case = (
            &'static [(&'static str, &'static str)],
            Option<&'static str>,
        );
        let cases: [Case; 6] = [
            (
                &[
                    ("CARGO_MIGRATE_HOME", "/own"),
                    ("XDG_STATE_HOME", "/xdg"),
                    ("HOME", "/home/doe"),
                ],
                Some("/own"),
            ),
            (
                &[("XDG_STATE_HOME", "/xdg"), ("HOME", "/home/doe")],
                Some("/xdg/cargo-migrate"),
            ),
            (
                &[
                    ("CARGO_MIGRATE_HOME", ""),
                    ("XDG_STATE_HOME", "xdg"),
                    ("HOME", "/home/doe"),
                ],
                Some("/home/doe/.local/state/cargo-migrate"),
            ),
            (
                &[("HOME", "/home/doe")],
                Some("/home/doe/.local/state/cargo-migrate"),
            ),
            (&[("HOME", "")], None),
            (&[], None),
        ];
        for (environment, expected) in cases {
            let folder = state_folder_from(|name| {
                let found = environment.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| value.into())
            });
            assert_eq!(folder, expected.map(PathBuf::from), "{environment:?}");
        }
    }

    #[test]
    fn a_backup_folder_is_named_after_the_database_and_is_its_own() {
        let cases = [
            ("sqlite:/srv/Dev.db", "dev.db-"),
            ("sqlite:/srv/größe 1.db", "gr--e-1.db-"),
            ("sqlite:/srv/../", "database-"),
            ("", "database-"),
        ];
        for (key, beginning) in cases {
            let name = backup_name(key);
            let digits = name
                .strip_prefix(beginning)
                .unwrap_or_else(|| panic!("{name}"));
            assert_eq!(digits.len(), 8, "{name}");
        }
        assert_ne!(
            backup_name("sqlite:/a/dev.db"),
            backup_name("sqlite:/b/dev.db")
        );
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of draft-eastlake-fnv, 64 bits.
        let cases = [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ];
        for (text, hash) in cases {
            assert_eq!(stable_hash(text.as_bytes()), hash, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn folders_and_files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("a").join("b");
        create_private_folder(&folder).unwrap();
        create_private_folder(&folder).unwrap();
        let file = folder.join("file");
        open_private_file(&file).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&temporary.path().join("a")), 0o700);
        assert_eq!(mode(&file), 0o600);
    }
}
