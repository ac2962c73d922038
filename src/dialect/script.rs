//! What is said of a script, whatever the engine: places in it, and what no engine can run.

use super::Run;
use crate::error::{Error, Location, Result};
use futures_util::{Stream, TryStreamExt as _};
use std::ops::Range;

/// Waits for a server's answers to the statements of one message. Where one of them fails, the
/// number says how many before it were carried out.
pub(super) async fn counted<T, E>(
    mut answers: impl Stream<Item = Result<T, E>> + Unpin,
) -> Result<(), (usize, E)> {
    let mut done = 0;
    loop {
        match answers.try_next().await {
            Ok(Some(_)) => done += 1,
            Ok(None) => return Ok(()),
            Err(cause) => return Err((done, cause)),
        }
    }
}

/// A place in a script.
pub(super) fn place(run: &Run, range: Range<usize>, label: &str) -> Location {
    Location {
        path: run.path.to_owned(),
        text: run.sql.to_owned(),
        range,
        label: label.to_owned(),
    }
}

/// The word at this byte, which is to blame.
pub(super) fn blamed(run: &Run, at: usize) -> Location {
    let rest = &run.sql[at..];
    let end = rest.find(|c: char| c.is_whitespace() || ";(),".contains(c));
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let length = end.unwrap_or(rest.len()).max(first);
    place(run, at..at + length, "this statement failed")
}

/// This statement changes the server as a whole, and would do so from a throwaway database beside
/// those of others.
pub(super) fn changes_server(run: &Run, statement: Range<usize>) -> Error {
    Error::failed(
        "this statement changes the whole server, so it cannot be tried on a copy of the database beside it",
    )
    .at(place(run, statement, "here"))
    .hint("try scripts on a server of their own: scratch-server = \"throwaway\" in [package.metadata.migrate]")
    .hint("or do it by hand, outside of migrations")
}

/// Refuses a script with a NUL byte, at which its reader would stop.
pub(super) fn refuse_nul(run: &Run, reader: &str) -> Result<()> {
    match run.sql.find('\0') {
        None => Ok(()),
        Some(at) => Err(Error::failed(format!(
            "the script holds a NUL byte, where {reader} would stop reading"
        ))
        .at(place(run, at..at + 1, "here"))
        .hint("remove the byte; an editor may have saved the file as UTF-16")),
    }
}

/// Somebody else was quicker.
pub(super) fn just_changed(version: i64) -> Error {
    Error::failed(format!(
        "another process has just changed migration {version} in this database"
    ))
    .hint("run the command again: it goes on from where the database stands")
}
