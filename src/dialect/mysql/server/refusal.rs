//! Why a server made no database.

use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::connect::failure::{number, said};
use crate::dialect::mysql::place::Place;
use crate::dialect::mysql::quote::{ident, literal};
use crate::dialect::throwaway::name::PREFIX;
use crate::error::Error;

/// What keeps throwaway databases away from a server.
const THROWAWAY: &str = "or make throwaway databases elsewhere: scratch-server = \"throwaway\" in [package.metadata.migrate]";

/// Says why no throwaway database was made.
pub(super) fn create(cause: &sqlx::Error, connection: &mut Connection, place: &Place) -> Error {
    match number(cause) {
        1044 => {
            let pattern = format!("{}%", PREFIX.replace('_', "\\_"));
            denied(connection, place, &ident(&pattern))
                .note("replays, snapshots and the scratch database are databases of their own")
                .hint(THROWAWAY)
        }
        _ => plain(cause, place).hint(THROWAWAY),
    }
}

/// Says why the development database was not made.
pub(super) fn create_named(
    cause: &sqlx::Error,
    connection: &mut Connection,
    place: &Place,
    name: &str,
) -> Error {
    let error = match number(cause) {
        1044 => denied(connection, place, &ident(name)),
        _ => plain(cause, place),
    };
    error.context(format!("there is no database `{name}`"))
}

fn denied(connection: &mut Connection, place: &Place, pattern: &str) -> Error {
    let user = current_user(connection);
    let (name, host) = user.rsplit_once('@').unwrap_or((&user, "%"));
    Error::usage(format!("`{user}` may not make databases at {place}")).hint(format!(
        "GRANT ALL ON {pattern}.* TO {}@{}     by somebody who may",
        literal(name),
        literal(host)
    ))
}

fn plain(cause: &sqlx::Error, place: &Place) -> Error {
    let said = said(cause);
    match number(cause) {
        1290 | 1836 => Error::usage(format!("the server at {place} only reads: {said}"))
            .note("it is a replica, or read_only is on")
            .hint("name the primary server in the database URL"),
        1021 => Error::failed(format!("the disk of the server at {place} is full: {said}"))
            .hint("make room on it"),
        _ => Error::failed(format!("the server at {place} makes no database: {said}")),
    }
}

fn current_user(connection: &mut Connection) -> String {
    let rows = connection.query("SELECT CURRENT_USER()");
    let row = rows.ok().and_then(|rows| rows.into_iter().next());
    row.map(|row| row.text(0).to_owned()).unwrap_or_default()
}
