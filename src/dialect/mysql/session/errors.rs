//! What the server says, put so that a person knows what to do.

use crate::dialect::Run;
use crate::dialect::mysql::connect::failure::{number, said};
use crate::dialect::script::blamed;
use crate::error::Error;
use std::ops::Range;

/// There is no such table.
pub(super) const NO_SUCH_TABLE: u16 = 1146;

/// Somebody else holds it, and did not give it back in time.
pub(super) const LOCK_WAIT_TIMEOUT: u16 = 1205;

/// There is a row of that key.
pub(super) const DUPLICATE: u16 = 1062;

/// A view that no longer compiles.
pub(super) const VIEW_INVALID: u16 = 1356;

/// The statement is not understood.
const SYNTAX: u16 = 1064;

/// An error that speaks for itself.
pub(super) fn plain(cause: &sqlx::Error) -> Error {
    let number = number(cause);
    if number == 0 {
        return match cause {
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
                Error::failed(format!(
                    "the connection to the server broke: {}",
                    said(cause)
                ))
                .hint("cargo migrate current     says where the database stands")
            }
            _ => Error::failed(said(cause)),
        };
    }
    let said = said(cause);
    let error = match syntax(&said).filter(|_| number == SYNTAX) {
        Some((near, _)) => not_understood(near),
        None => Error::failed(format!("{said} (error {number})")),
    };
    hints(number)
        .iter()
        .fold(error, |error, hint| error.hint(*hint))
}

fn not_understood(near: &str) -> Error {
    let line = near.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    match short.as_str() {
        "" => Error::failed("syntax error at the end of the statement"),
        _ => Error::failed(format!("syntax error near `{short}`")),
    }
}

fn hints(number: u16) -> &'static [&'static str] {
    match number {
        LOCK_WAIT_TIMEOUT => &["wait until they are done, or stop them, and run the command again"],
        1213 => &["run the command again: another session wanted the same rows"],
        1044 | 1142 | 1143 | 1370 => {
            &["GRANT the privilege on this database to the user of the URL, or use another user"]
        }
        1227 => &[
            "it needs a privilege for the whole server: use another user, or have somebody run it who may",
        ],
        1290 | 1792 | 1836 => &["use the URL of a server and a database that may be written"],
        1418 | 1419 => &[
            "SET GLOBAL log_bin_trust_function_creators = 1     by somebody who may: the server keeps a binary log",
        ],
        1153 => &["raise max_allowed_packet on the server, or write the statement in parts"],
        1265 | 1406 | 1264 | 1366 | 1292 => &[
            "this session is strict, whatever the server's sql_mode is: change the rows first, in an UPDATE of the same file",
        ],
        1118 => &["give some columns the type TEXT, or make them shorter"],
        1071 => &["index a part of the column only, as in (name(191))"],
        1451 | 1217 => &["rows of another table refer to it: delete or change those first"],
        1452 | 1216 => &["there are rows that refer to nothing: delete or change them first"],
        _ => &[],
    }
}

/// What a syntax error is near to, and in which line of the statement.
fn syntax(said: &str) -> Option<(&str, usize)> {
    let (_, rest) = said.split_once(" near '")?;
    let (near, line) = rest.rsplit_once("' at line ")?;
    Some((near, line.trim().parse().ok()?))
}

/// Blames a statement of a script: the place that the server names, or the statement's beginning.
/// What was sent begins at `from` or before it, and may go on behind the statement: the server
/// counts lines from the first character behind the statement before that is no blank.
pub(super) fn at_statement(
    cause: &sqlx::Error,
    run: &Run,
    from: usize,
    statement: Range<usize>,
) -> Error {
    let said = said(cause);
    let Some((near, line)) = syntax(&said).filter(|_| number(cause) == SYNTAX) else {
        return plain(cause).at(blamed(run, statement.start));
    };
    let rest = run.sql[from..].trim_start_matches(|c: char| c == ';' || c.is_ascii_whitespace());
    let from = run.sql.len() - rest.len();
    let (at, near) = found(rest, statement.end - from, near, line);
    not_understood(near).at(blamed(run, from + at))
}

/// The byte at which a text stands that begins in this line, counted from 1, or its line; and how
/// much of it there is before `end`.
fn found<'a>(sql: &str, end: usize, near: &'a str, line: usize) -> (usize, &'a str) {
    let lines = sql.split_inclusive('\n').take(line.saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>();
    // The server cuts it short.
    let rest = sql.get(start..).unwrap_or_default();
    let at = match near {
        "" => end,
        _ => start + rest.find(near).unwrap_or(0),
    };
    if at < end {
        return (at, near.get(..end - at).unwrap_or(near));
    }
    let last = sql[..end].trim_end().char_indices().next_back();
    (last.map_or(0, |(at, _)| at), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_is_found_where_the_server_says() {
        let said = "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near 'WIBBLE it's\nx' at line 2";
        assert_eq!(syntax(said), Some(("WIBBLE it's\nx", 2)));
        assert_eq!(syntax("no such table"), None);
        for (sql, end, near, line, expected) in [
            (
                "ALTER TABLE WIBBLE\n  ADD WIBBLE it's\nx",
                39,
                "WIBBLE it's\nx",
                2,
                (25, "WIBBLE it's\nx"),
            ),
            ("SELECT (é", 10, "", 1, (8, "")),
            ("SELECT a b c; SELECT 1", 12, "c; SELECT 1", 1, (11, "c")),
            ("SELECT (; SELECT 1", 8, "; SELECT 1", 1, (7, "")),
        ] {
            assert_eq!(found(sql, end, near, line), expected, "{sql}");
        }
    }
}
