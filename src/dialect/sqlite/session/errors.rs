//! What SQLite says, put so that a person knows what to do.

use crate::error::Error;
use std::path::Path;

/// A hot journal, or a WAL without its companions, can't be read by who may not write.
pub(super) fn may_need_recovery(cause: &rusqlite::Error) -> bool {
    matches!(
        cause.sqlite_error_code(),
        Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::CannotOpen)
    )
}

pub(super) fn unreadable(path: &Path, cause: &rusqlite::Error) -> Error {
    let shown = path.display();
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Error::failed(format!(
            "{shown} is not a SQLite database, or it is encrypted"
        ))
        .hint("check the path in DATABASE_URL"),
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
            Error::failed(format!("{shown} cannot be opened: {}", short(cause)))
                .hint("check that you may read and write the file and its folder")
        }
        Some(rusqlite::ErrorCode::DatabaseBusy) => {
            Error::failed(format!("{shown} is locked by another process"))
                .hint("stop the application or the tool that writes to it, and try again")
        }
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            Error::failed(format!("{shown} is damaged: {}", short(cause)))
                .hint("cargo migrate restore     puts the newest backup in its place")
        }
        _ => Error::failed(format!("{shown} cannot be opened: {}", short(cause))),
    }
}

/// What SQLite said, without the statement that rusqlite appends.
pub(in crate::dialect::sqlite) fn short(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// An error that speaks for itself.
pub(in crate::dialect::sqlite) fn plain(cause: &rusqlite::Error) -> Error {
    let error = Error::failed(short(cause));
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            error.hint("another process holds the database: stop it, or wait, and try again")
        }
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            error.hint("cargo migrate restore     puts the newest backup in its place")
        }
        Some(rusqlite::ErrorCode::ReadOnly) => {
            error.hint("check that you may write the file and its folder")
        }
        _ => error,
    }
}
