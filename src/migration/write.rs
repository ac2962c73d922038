//! New migrations: their version, their name, and two files that appear together or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tempfile::NamedTempFile;

use super::file::{Direction, FileName};
use super::history::History;
use crate::error::IoContext;
use crate::{Error, Kind, Result};

/// The longest message, in characters.
const LONGEST: usize = 100;
/// The longest name that leaves room for a version and a suffix in the 255 bytes of a file name.
const LONGEST_IN_BYTES: usize = 220;
/// sqlx numbers one by one as long as the newest versions do; a date or a time is above this.
const SEQUENTIAL_BELOW: i64 = 10_000;

/// The version of a migration made now: the UTC time as `YYYYMMDDhhmmss`, or the second after
/// `last` where that is later, so that a new migration is always the newest.
pub fn version_now(now: Timestamp, last: Option<i64>) -> i64 {
    let now = stamp(now.to_zoned(TimeZone::UTC).datetime());
    match last {
        Some(last) if last >= now => after(last),
        _ => now,
    }
}

/// The version one second later; the next number where the version is no time.
fn after(version: i64) -> i64 {
    time_of(version)
        .and_then(|time| time.checked_add(SignedDuration::from_secs(1)).ok())
        .map(stamp)
        .filter(|later| *later > version)
        .unwrap_or_else(|| version.saturating_add(1))
}

fn stamp(time: DateTime) -> i64 {
    let date =
        i64::from(time.year()) * 10_000 + i64::from(time.month()) * 100 + i64::from(time.day());
    let clock =
        i64::from(time.hour()) * 10_000 + i64::from(time.minute()) * 100 + i64::from(time.second());
    date * 1_000_000 + clock
}

fn time_of(version: i64) -> Option<DateTime> {
    let part = |divisor: i64, modulus: i64| i8::try_from(version / divisor % modulus).ok();
    DateTime::new(
        i16::try_from(version / 10_000_000_000).ok()?,
        part(100_000_000, 100)?,
        part(1_000_000, 100)?,
        part(10_000, 100)?,
        part(100, 100)?,
        part(1, 100)?,
        0,
    )
    .ok()
}

/// The prefix of the next file, and the version it stands for: the next number, as wide as the
/// last, where the folder numbers one by one (sqlx's rule: the last two differ by one, or the
/// only one is 0 or 1), else the time.
pub fn next_version(history: &History, now: Timestamp) -> (String, i64) {
    let mut newest = history.migrations.iter().rev();
    let last = newest.next();
    let sequential = match (last, newest.next()) {
        (Some(last), Some(before)) => last.version - before.version == 1,
        (Some(last), None) => matches!(last.version, 0 | 1),
        (None, _) => false,
    };
    match last {
        Some(last) if sequential && last.version < SEQUENTIAL_BELOW => {
            let next = last.version + 1;
            let width = last.prefix().len();
            (format!("{next:0width$}"), next)
        }
        last => {
            let version = version_now(now, last.map(|last| last.version));
            (version.to_string(), version)
        }
    }
}

/// What a message is called in a file name: letters and digits are kept as they are, and what
/// stands between them becomes one underscore.
///
/// # Errors
/// Usage errors for a message without a letter or digit, of more than 100 characters, or with a
/// control character or a path separator, which nobody means.
pub fn slug(message: &str) -> Result<String> {
    let example = "cargo migrate new \"add a cool feature\"";
    let message = message.trim();
    if let Some(bad) = message
        .chars()
        .find(|c| c.is_control() || matches!(c, '/' | '\\'))
    {
        let what = match bad {
            '\0' => "a NUL byte".to_owned(),
            '\n' | '\r' => "more than one line".to_owned(),
            '/' | '\\' => format!("`{bad}`, which would make it a path"),
            _ => format!("the control character {bad:?}"),
        };
        return Err(Error::usage(format!(
            "the message can't become a file name: it holds {what}"
        ))
        .hint(example));
    }
    let length = message.chars().count();
    if length > LONGEST || message.len() > LONGEST_IN_BYTES {
        return Err(Error::usage(format!(
            "the message is too long for a file name: {length} characters of {LONGEST}"
        ))
        .hint("say it in a few words, and the rest in a comment in the file"));
    }
    let slug = message
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    if slug.is_empty() {
        let what = if message.is_empty() {
            "the message is empty"
        } else {
            "the message has no letter or digit"
        };
        return Err(
            Error::usage(format!("{what}, so the migration would have no name")).hint(example),
        );
    }
    Ok(slug)
}

/// Writes `PREFIX_SLUG.up.sql` and `PREFIX_SLUG.down.sql`: both or neither, never over a file
/// that is there, with line feeds only, and on the disk when it returns. Makes the folder where
/// it is missing.
///
/// # Errors
/// Fails, with nothing written, where the version or a file of that name is already there or the
/// operating system refuses.
pub fn write_pair(
    folder: &Path,
    prefix: &str,
    slug: &str,
    up: &str,
    down: &str,
) -> Result<(PathBuf, PathBuf)> {
    fs::create_dir_all(folder).doing(Kind::Failed, "create", folder)?;
    refuse_taken(folder, prefix)?;
    let path = |direction: Direction| folder.join(format!("{prefix}_{slug}{}", direction.suffix()));
    let (up_path, down_path) = (path(Direction::Up), path(Direction::Down));
    let up_file = prepare(folder, up)?;
    let down_file = prepare(folder, down)?;
    persist(up_file, &up_path)?;
    if let Err(error) = persist(down_file, &down_path) {
        // The up script was ours a moment ago; alone it would be half a migration.
        return Err(match fs::remove_file(&up_path) {
            Ok(()) => error,
            Err(cause) => error.note(format!(
                "{} was written and can't be removed: {cause}",
                up_path.display()
            )),
        });
    }
    sync_folder(folder);
    Ok((up_path, down_path))
}

/// Two people (or two terminals) can make a migration in the same second.
fn refuse_taken(folder: &Path, prefix: &str) -> Result<()> {
    let version = prefix.parse::<i64>().ok();
    for entry in fs::read_dir(folder).doing(Kind::Failed, "read", folder)? {
        let name = entry.doing(Kind::Failed, "read", folder)?.file_name();
        let name = name.to_string_lossy();
        if let Some(taken) = FileName::parse(&name)
            && Some(taken.version) == version
        {
            return Err(Error::failed(format!(
                "version {prefix} is already there: {}",
                folder.join(&*name).display()
            ))
            .hint("run the command again, for a new version"));
        }
    }
    Ok(())
}

fn prepare(folder: &Path, sql: &str) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cargo-migrate-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any source file: what the user's umask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .tempfile_in(folder)
        .doing(Kind::Failed, "write in", folder)?;
    let path = file.path().to_owned();
    file.write_all(sql.replace("\r\n", "\n").as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .doing(Kind::Failed, "write", &path)?;
    Ok(file)
}

fn persist(file: NamedTempFile, path: &Path) -> Result<()> {
    file.persist_noclobber(path)
        .map(drop)
        .map_err(|error| error.error)
        .doing(Kind::Failed, "write", path)
}

/// Makes the two names survive a power cut. Not every file system can, and then nothing is lost
/// but that promise.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_version_is_the_time_and_later_than_the_last() {
        let now = at("2026-11-22T10:15:00Z");
        let cases = [
            (None, 20_261_122_101_500),
            (Some(7), 20_261_122_101_500),
            (Some(20_261_122_101_459), 20_261_122_101_500),
            (Some(20_261_122_101_500), 20_261_122_101_501),
            (Some(20_261_122_235_959), 20_261_123_000_000),
            (Some(20_261_231_235_959), 20_270_101_000_000),
            (Some(20_269_999_999_999), 20_270_000_000_000),
            (Some(99_999_999_999_999_999), 100_000_000_000_000_000),
        ];
        for (last, expected) in cases {
            assert_eq!(version_now(now, last), expected, "{last:?}");
        }
        assert_eq!(
            version_now(at("2026-11-22T23:15:00-02:00"), None),
            20_261_123_011_500
        );
    }

    #[test]
    fn a_folder_that_counts_goes_on_counting() {
        let cases: &[(&[&str], &str)] = &[
            (&[], "20261122101500"),
            (&["0001_a.sql"], "0002"),
            (&["0_a.sql"], "1"),
            (&["2_a.sql"], "20261122101500"),
            (&["0008_a.sql", "0009_b.up.sql", "0009_b.down.sql"], "0010"),
            (&["8_a.sql", "9_b.sql"], "10"),
            (&["1_a.sql", "5_b.sql"], "20261122101500"),
            (
                &["20261122101459_a.sql", "20261122101500_b.sql"],
                "20261122101501",
            ),
            (&["20220101_a.sql", "20220102_b.sql"], "20261122101500"),
        ];
        for (names, expected) in cases {
            let files = names
                .iter()
                .map(|name| ((*name).to_owned(), Vec::new()))
                .collect();
            let history = History::from_files(Path::new("m"), files);
            let (prefix, version) = next_version(&history, at("2026-11-22T10:15:00Z"));
            assert_eq!(prefix, *expected, "{names:?}");
            assert_eq!(prefix.parse::<i64>().unwrap(), version, "{names:?}");
        }
    }

    #[test]
    fn a_message_becomes_a_name() {
        let long = "x".repeat(101);
        let wide = "語".repeat(90);
        let cases = [
            ("area: add cool feature", Ok("area_add_cool_feature")),
            ("  Add  Table, `t`! ", Ok("Add_Table_t")),
            ("größe_2", Ok("größe_2")),
            ("..", Err("has no letter or digit")),
            ("", Err("the message is empty")),
            ("   ", Err("the message is empty")),
            ("a/b", Err("holds `/`")),
            ("a\\b", Err("holds `\\`")),
            ("a\nb", Err("more than one line")),
            ("a\0b", Err("a NUL byte")),
            ("a\u{1b}b", Err("the control character")),
            (
                &long,
                Err("too long for a file name: 101 characters of 100"),
            ),
            (&wide, Err("too long for a file name")),
        ];
        for (message, expected) in cases {
            match (slug(message), expected) {
                (Ok(slug), Ok(expected)) => assert_eq!(slug, expected),
                (Err(error), Err(expected)) => {
                    assert!(error.message().contains(expected), "{message:?}: {error}");
                    assert_eq!(error.kind(), Kind::Usage);
                }
                (actual, expected) => panic!("{message:?}: {actual:?} and not {expected:?}"),
            }
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_pair_is_written_with_line_feeds_and_leaves_nothing_else() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("new/migrations");
        let (up, down) = write_pair(&folder, "0001", "a", "SELECT 1;\r\n", "SELECT 2;\n").unwrap();
        assert_eq!(names(&folder), ["0001_a.down.sql", "0001_a.up.sql"]);
        assert_eq!(fs::read_to_string(up).unwrap(), "SELECT 1;\n");
        assert_eq!(fs::read_to_string(down).unwrap(), "SELECT 2;\n");
    }

    #[test]
    fn a_version_that_is_taken_is_never_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("1_other.sql"), "mine").unwrap();
        let error = write_pair(folder, "0001", "a", "x", "y").unwrap_err();
        assert!(error.message().contains("1_other.sql"), "{error}");
        assert_eq!(names(folder), ["1_other.sql"]);
    }

    #[test]
    fn the_first_file_goes_where_the_second_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let up = folder.path().join("2_a.up.sql");
        persist(prepare(folder.path(), "mine").unwrap(), &up).unwrap();
        let clobber = persist(prepare(folder.path(), "other").unwrap(), &up);
        assert!(clobber.is_err(), "an existing file is never replaced");
        assert_eq!(fs::read_to_string(&up).unwrap(), "mine");
        // A slug that is too long for `.down.sql` and not for `.up.sql`.
        let slug = "x".repeat(255 - "3_.up.sql".len());
        let error = write_pair(folder.path(), "3", &slug, "x", "y").unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        assert_eq!(names(folder.path()), ["2_a.up.sql"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_files_are_as_readable_as_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other");
        fs::write(&other, "").unwrap();
        let (up, _) = write_pair(folder.path(), "1", "a", "x", "y").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&up), mode(&other));
    }
}
