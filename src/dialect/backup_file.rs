//! A backup: that its file appears whole or not at all, and, of one that is SQL, how it begins and
//! ends.
//!
//! Lines with a word that was made up for the file tell its parts apart, so that nothing in a
//! routine's body or in a row can be taken for such a line.

use crate::error::{Error, Result};
use std::fmt::Display;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// How the line begins that says the word by which the parts are told apart.
pub(super) const WORD: &str = "-- parts begin with: ";

/// How many bytes at the end of a file are searched for the last line.
const TAIL: i64 = 256;

/// The line that ends a file.
pub(super) fn end(word: &str) -> String {
    format!("-- {word} end")
}

/// Refuses a file that is no backup with this title, or one that was not written to its end.
pub(super) fn check(path: &Path, title: &str) -> Result<()> {
    let failed = |cause: std::io::Error| {
        Error::failed(format!("failed to read {}: {cause}", path.display()))
    };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    BufReader::new(&file)
        .take(4096)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let head = String::from_utf8_lossy(&head).into_owned();
    let word = head
        .lines()
        .find_map(|line| line.strip_prefix(WORD))
        .filter(|_| head.starts_with(title))
        .ok_or_else(|| Error::failed("it does not begin as a backup of this tool does"))?;
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    let tail = TAIL.min(i64::try_from(length).unwrap_or(TAIL));
    file.seek(SeekFrom::End(-tail)).map_err(failed)?;
    let mut last = Vec::new();
    file.read_to_end(&mut last).map_err(failed)?;
    let last = String::from_utf8_lossy(&last).into_owned();
    if last.trim_end().ends_with(&end(word)) {
        Ok(())
    } else {
        Err(Error::failed("its end is missing"))
    }
}

/// Writes a new file of SQL. It appears whole or not at all.
pub(super) fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    whole(path, ".sql", |temporary| {
        let mut file = BufWriter::new(temporary.as_file());
        content(&mut file)?;
        file.flush().map_err(|cause| failed(path, &cause))
    })
}

/// Makes a new file. It appears whole or not at all: `content` fills one beside it, whose name
/// ends in `suffix`.
pub(super) fn whole(
    path: &Path,
    suffix: &str,
    content: impl FnOnce(&NamedTempFile) -> Result<()>,
) -> Result<()> {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let temporary = tempfile::Builder::new()
        .prefix(".backup-")
        .suffix(suffix)
        .tempfile_in(folder)
        .map_err(|cause| failed(path, &cause))?;
    content(&temporary)?;
    temporary
        .as_file()
        .sync_all()
        .map_err(|cause| failed(path, &cause))?;
    temporary
        .persist_noclobber(path)
        .map_err(|cause| failed(path, &cause.error))?;
    Ok(())
}

fn failed(path: &Path, cause: &dyn Display) -> Error {
    Error::failed(format!(
        "failed to write the backup {}: {cause}",
        path.display()
    ))
}
