//! The one variable that holds the database's URL: from the environment, else from a `.env`.
//!
//! Nothing else in a `.env` is looked at, and nothing of it is put into the environment: it comes
//! with a repository, and could name other programs and servers (`PATH`, `PGHOST`, …).

use std::env::VarError;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Where a database's URL came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlSource {
    /// `--database-url`
    Flag,
    /// An environment variable of this name.
    Environment(String),
    /// A variable of this name in this `.env` file.
    DotEnv(String, PathBuf),
}

impl fmt::Display for UrlSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--database-url"),
            Self::Environment(name) => f.write_str(name),
            Self::DotEnv(name, path) => write!(f, "{name} in {}", path.display()),
        }
    }
}

/// The variable's value: the environment's, else that of the nearest `.env` from `root` upward.
/// `example` is a value for hints.
pub(super) fn lookup(
    name: &str,
    root: &Path,
    example: &str,
) -> Result<Option<(String, UrlSource)>> {
    match std::env::var(name) {
        Ok(value) => return Ok(Some((value, UrlSource::Environment(name.to_owned())))),
        Err(VarError::NotPresent) => {}
        Err(VarError::NotUnicode(_)) => {
            return Err(Error::usage(format!("the value of {name} is not UTF-8"))
                .hint(format!("export {name}={example}")));
        }
    }
    for folder in root.ancestors() {
        let path = folder.join(".env");
        match fs::read(&path) {
            Ok(bytes) => {
                let value = find(name, &bytes, &path)?;
                return Ok(value.map(|value| (value, UrlSource::DotEnv(name.to_owned(), path))));
            }
            // A folder of that name is somebody's virtual environment.
            Err(_) if path.is_dir() => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => {
                return Err(
                    Error::usage(format!("failed to read {}: {cause}", path.display()))
                        .hint(format!("chmod u+r {}", path.display()))
                        .hint(format!("export {name}={example}")),
                );
            }
        }
    }
    Ok(None)
}

/// The first value of a name, as dotenvy reads it; a broken line after that is not our business.
fn find(name: &str, bytes: &[u8], path: &Path) -> Result<Option<String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for item in dotenvy::from_read_iter(bytes) {
        match item {
            Ok((key, value)) if key == name => return Ok(Some(value)),
            Ok(_) => {}
            Err(error) => return Err(broken(&error, bytes, path)),
        }
    }
    Ok(None)
}

/// The line is named and not shown: it may hold a password.
fn broken(error: &dotenvy::Error, bytes: &[u8], path: &Path) -> Error {
    let text = String::from_utf8_lossy(bytes);
    let place = match error {
        dotenvy::Error::LineParse(line, _) => {
            // dotenvy gives the line, or only what stands after the `=`.
            let first = line.lines().next().unwrap_or_default().trim();
            text.lines()
                .position(|line| !first.is_empty() && line.contains(first))
                .map(|index| format!(":{}", index + 1))
        }
        _ => std::str::from_utf8(bytes).err().map(|error| {
            let lines = bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n');
            format!(":{}", lines.count() + 1)
        }),
    };
    Error::usage(format!(
        "{}{} can't be read: the line is not NAME=value",
        path.display(),
        place.unwrap_or_default()
    ))
    .hint("put a value with spaces, quotes or `#` in single quotes: NAME='value'")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    const NAME: &str = "CARGO_MIGRATE_TEST_URL_THAT_NOBODY_SETS";

    #[test]
    fn only_the_wanted_variable_is_read_from_the_nearest_file() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("a/b");
        fs::create_dir_all(&root).unwrap();
        fs::write(
            top.path().join(".env"),
            format!("PATH=/evil\n{NAME}=sqlite:top.db\n"),
        )
        .unwrap();
        let path = std::env::var_os("PATH");
        let (value, source) = lookup(NAME, &root, "sqlite:dev.db").unwrap().unwrap();
        assert_eq!(value, "sqlite:top.db");
        assert_eq!(
            source,
            UrlSource::DotEnv(NAME.to_owned(), top.path().join(".env"))
        );
        assert_eq!(std::env::var_os("PATH"), path);
        // The nearest counts, as with dotenvy, even where it lacks the name.
        fs::write(top.path().join("a/.env"), "OTHER=1\n").unwrap();
        assert_eq!(lookup(NAME, &root, "sqlite:dev.db").unwrap(), None);
        fs::create_dir(root.join(".env")).unwrap();
        assert_eq!(lookup(NAME, &root, "sqlite:dev.db").unwrap(), None);
        let (_, source) = lookup("PATH", &root, "").unwrap().unwrap();
        assert_eq!(source, UrlSource::Environment("PATH".to_owned()));
    }

    #[test]
    fn a_file_is_read_as_dotenvy_reads_it() {
        type Case<'a> = (&'a [u8], Result<Option<&'a str>, &'a str>);
        let cases: [Case<'_>; 9] = [
            (b"URL=sqlite:a.db", Ok(Some("sqlite:a.db"))),
            (
                b"\xef\xbb\xbfURL='sqlite:a b.db' # why",
                Ok(Some("sqlite:a b.db")),
            ),
            (b"export URL=\"a\"\r\nURL=b\r\n", Ok(Some("a"))),
            (b"# nothing\n\n", Ok(None)),
            (b"URL=", Ok(Some(""))),
            (b"URL=a\nbroken line\n", Ok(Some("a"))),
            (
                b"A=1\n\nURL=s3cret with space\n",
                Err("/x/.env:3 can't be read"),
            ),
            (b"A=1\nbroken line\nURL=a\n", Err("/x/.env:2 can't be read")),
            (b"A=1\nURL=\xff\n", Err("/x/.env:2 can't be read")),
        ];
        for (bytes, expected) in cases {
            let text = String::from_utf8_lossy(bytes);
            match (find("URL", bytes, Path::new("/x/.env")), expected) {
                (Ok(value), Ok(expected)) => assert_eq!(value.as_deref(), expected, "{text}"),
                (Err(error), Err(expected)) => {
                    assert!(error.message().contains(expected), "{text}: {error}");
                    assert!(!format!("{error:?}").contains("s3cret"));
                }
                (actual, expected) => panic!("{text}: {actual:?} and not {expected:?}"),
            }
        }
    }
}
