//! Why a server made no database.

use crate::dialect::postgres::connect::Connection;
use crate::dialect::postgres::connect::failure::{code, said};
use crate::dialect::postgres::place::Place;
use crate::dialect::postgres::quote;
use crate::error::Error;

/// What keeps throwaway databases away from a server.
const THROWAWAY: &str = "or make throwaway databases elsewhere: scratch-server = \"throwaway\" in [package.metadata.migrate]";

/// Says why no throwaway database was made.
pub(super) fn create(cause: &sqlx::Error, connection: &mut Connection, place: &Place) -> Error {
    let error = plain(cause, connection, place);
    match code(cause).as_str() {
        "42501" => and_elsewhere(error),
        "25006" | "53100" => error.hint(THROWAWAY),
        _ => error,
    }
}

/// Says that throwaway databases cannot be made, before it was tried.
pub(super) fn in_advance(connection: &mut Connection, place: &Place) -> Error {
    and_elsewhere(may_not(connection, place))
}

fn and_elsewhere(error: Error) -> Error {
    error
        .note("replays, snapshots and the scratch database are databases of their own")
        .hint(THROWAWAY)
}

fn may_not(connection: &mut Connection, place: &Place) -> Error {
    let user = current_user(connection);
    Error::usage(format!(
        "the role `{user}` may not make databases at {place}"
    ))
    .hint(format!("ALTER ROLE {} CREATEDB", quote::ident(&user)))
}

/// Says why the development database was not made.
pub(super) fn create_named(
    cause: &sqlx::Error,
    connection: &mut Connection,
    place: &Place,
    name: &str,
) -> Error {
    let error = plain(cause, connection, place).context(format!("there is no database `{name}`"));
    match code(cause).as_str() {
        "42501" => error.hint(format!(
            "or let somebody make it who may: createdb {} {name}",
            place.flags()
        )),
        _ => error,
    }
}

fn plain(cause: &sqlx::Error, connection: &mut Connection, place: &Place) -> Error {
    let said = said(cause);
    match code(cause).as_str() {
        "42501" => may_not(connection, place),
        "25006" => Error::usage(format!("the server at {place} only reads: {said}"))
            .note("it is a standby, or default_transaction_read_only is on")
            .hint("name the primary server in the database URL"),
        "53100" => Error::failed(format!("the disk of the server at {place} is full: {said}"))
            .hint("make room on it"),
        _ => Error::failed(format!("the server at {place} makes no database: {said}")),
    }
}

fn current_user(connection: &mut Connection) -> String {
    let rows = connection.simple_query("SELECT CURRENT_USER::text");
    let row = rows.ok().and_then(|rows| rows.into_iter().next());
    row.map(|row| row.text(0).to_owned()).unwrap_or_default()
}
