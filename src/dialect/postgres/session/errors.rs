//! What the server says, put so that a person knows what to do.

use crate::dialect::Run;
use crate::dialect::postgres::quote::ident;
use crate::dialect::script::blamed;
use crate::error::Error;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use std::ops::Range;

/// The class of "there is no such table".
pub(super) const UNDEFINED_TABLE: &str = "42P01";

/// The class of "somebody else holds it, and did not give it back in time".
pub(super) const LOCK_NOT_AVAILABLE: &str = "55P03";

/// The class of "you may not".
const NOT_PERMITTED: &str = "42501";

/// What the server itself said, where it was the server.
pub(super) fn said(cause: &sqlx::Error) -> Option<&PgDatabaseError> {
    cause.as_database_error()?.try_downcast_ref()
}

/// The five characters by which the server classes its errors
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>); empty where it was not the
/// server.
pub(super) fn code(cause: &sqlx::Error) -> &str {
    said(cause).map_or("", PgDatabaseError::code)
}

/// An error that speaks for itself.
pub(super) fn plain(cause: &sqlx::Error) -> Error {
    let Some(server) = said(cause) else {
        return match cause {
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Error::failed(format!("the connection to the server broke: {cause}"))
                    .hint("cargo migrate current     says where the database stands")
            }
            _ => Error::failed(cause.to_string()),
        };
    };
    let mut error = Error::failed(server.message());
    for note in [server.detail(), server.hint(), server.r#where()]
        .into_iter()
        .flatten()
    {
        error = error.note(note.trim_end_matches('.'));
    }
    for hint in hints(server.code(), server.message()) {
        error = error.hint(*hint);
    }
    error
}

/// The role of which the session's own is no member, as SQL writes it, where the server refused
/// something for that.
pub(super) fn lacked_membership(cause: &sqlx::Error) -> Option<String> {
    let server = said(cause).filter(|server| server.code() == NOT_PERMITTED)?;
    let rest = ["must be member of role ", "must be able to SET ROLE "]
        .iter()
        .find_map(|start| server.message().strip_prefix(start))?;
    Some(ident(rest.strip_prefix('"')?.strip_suffix('"')?))
}

fn hints(code: &str, message: &str) -> &'static [&'static str] {
    match code {
        "25001" => {
            &["begin the file with `-- no-transaction`, and put nothing but this statement into it"]
        }
        "55P04" => &["use the new value in a migration of its own, behind the one that adds it"],
        LOCK_NOT_AVAILABLE => {
            &["wait until they are done, or stop them, and run the command again"]
        }
        "40001" | "40P01" => &["run the command again: nothing of this script was kept"],
        NOT_PERMITTED if message.starts_with("must be ") && message.contains("ROLE ") => &[],
        NOT_PERMITTED if message.starts_with("must be member of role") => &[],
        NOT_PERMITTED => &["run it as the owner of the object, or have the owner grant the right"],
        "25006" => &[
            "on a standby, use the URL of its primary",
            "else: ALTER DATABASE NAME RESET default_transaction_read_only",
        ],
        "55006" => &["close the other connections, and run the command again"],
        "57014" => &["raise statement_timeout, as in ?options[statement_timeout]=0 in the URL"],
        "3F000" if message.contains("no schema has been selected") => {
            &["name the schema, as in public.users, or leave out what sets search_path"]
        }
        "42601" if message.contains('\u{feff}') => &["save the file without a byte order mark"],
        "58P01" | "0A000" if message.contains("extension") => {
            &["install the extension on the server, as in apt-get install postgresql-contrib"]
        }
        _ => &[],
    }
}

/// Blames a statement of a script: the token that the server points to, or the statement's
/// beginning. The statement was sent alone.
pub(super) fn at_statement(cause: &sqlx::Error, run: &Run, statement: Range<usize>) -> Error {
    let at = match position(cause) {
        Some(position) => statement.start + byte_of(&run.sql[statement], position),
        None => statement.start,
    };
    plain(cause).at(blamed(run, at))
}

/// The same where the whole script was sent, and this statement came next.
pub(super) fn at_text(cause: &sqlx::Error, run: &Run, statement: Range<usize>) -> Error {
    let at = match position(cause) {
        Some(position) => byte_of(run.sql, position),
        None => statement.start,
    };
    plain(cause).at(blamed(run, at))
}

/// The character of what was sent to which the server points.
fn position(cause: &sqlx::Error) -> Option<usize> {
    match said(cause)?.position()? {
        PgErrorPosition::Original(position) => Some(position),
        PgErrorPosition::Internal { .. } => None,
    }
}

/// The byte at which the character of this number stands, counted from 1.
fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices()
        .nth(character.saturating_sub(1))
        .map_or(0, |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::byte_of;

    #[test]
    fn the_server_counts_characters_from_one() {
        for (character, byte) in [(0, 0), (1, 0), (2, 2), (3, 3), (9, 0)] {
            assert_eq!(byte_of("éab", character), byte, "{character}");
        }
    }
}
