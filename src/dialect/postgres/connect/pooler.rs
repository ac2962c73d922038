//! Finds out whether a pooler answers that gives every transaction another session.
//!
//! Through such a one locks, settings and prepared statements are lost between two statements, or
//! come to somebody else. A pooler hides itself well; what it cannot hide is that two of its
//! clients meet in one session of the server.

use super::super::place::{Place, Places};
use super::Connection;
use super::failure::{Failure, Reason};
use crate::error::Error;
use crate::project::DatabaseUrl;
use sqlx::postgres::PgConnectOptions;
use std::net::{IpAddr, ToSocketAddrs as _};
use std::time::Duration;

/// How often two clients are brought together; on a busy pooler a third one may come between.
const ATTEMPTS: u32 = 3;

/// How long a client may wait for a session.
const PATIENCE: Duration = Duration::from_secs(3);

/// Places that were found to be servers, or poolers that keep sessions apart.
static SOUND: Places = Places::new();

/// Refuses a pooler in transaction or statement mode. Asks only once in a process for each place.
pub(super) fn refuse(
    connection: &mut Connection,
    url: &DatabaseUrl,
    options: &PgConnectOptions,
) -> Result<(), Failure> {
    let place = Place::of(options);
    let key = place.key();
    if SOUND.holds(&key) {
        return Ok(());
    }
    let fail = |cause: sqlx::Error| super::failure::of(&cause, url, options);
    let shared = is_disguised(connection, &place).map_err(fail)?
        && shares_sessions(connection, options).map_err(fail)?;
    if shared {
        let error = Error::refused(format!(
            "a pooler in transaction mode answers at {place}: two connections got the same session"
        ))
        .note("migrations need a session of their own: locks, settings and transactions")
        .hint("name the server itself in the database URL, past the pooler")
        .hint("or let the pooler keep sessions apart: pool_mode = session");
        return Err(Failure {
            reason: Reason::Refused,
            error,
        });
    }
    SOUND.add(key);
    Ok(())
}

/// Whether the server does not see itself where the URL says that it is. A pooler listens
/// elsewhere than the server; so does a port that leads into a container.
fn is_disguised(connection: &mut Connection, place: &Place) -> Result<bool, sqlx::Error> {
    let rows =
        connection.simple_query("SELECT host(inet_server_addr()), current_setting('port')")?;
    let Some(row) = rows.first() else {
        return Ok(true);
    };
    if row.text(1) != place.port().to_string() {
        return Ok(true);
    }
    Ok(match (place, row.get(0)) {
        (Place::Socket { .. }, address) => address.is_some(),
        (Place::Host { .. }, None) => true,
        (Place::Host { host, port }, Some(address)) => {
            let seen: Option<IpAddr> = address.parse().ok();
            let named = (host.as_str(), *port).to_socket_addrs();
            let mut named = named.into_iter().flatten();
            !named.any(|one| Some(one.ip().to_canonical()) == seen.map(|seen| seen.to_canonical()))
        }
    })
}

/// Whether another connection meets in the session that this one was just in.
fn shares_sessions(
    connection: &mut Connection,
    options: &PgConnectOptions,
) -> Result<bool, sqlx::Error> {
    let Ok(mut other) = Connection::with(options) else {
        // There may be no place for a second one. A session that is one's own is never shared.
        return Ok(false);
    };
    for _ in 0..ATTEMPTS {
        let own = session(connection)?;
        match session(&mut other) {
            Ok(others) if others == own => return Ok(true),
            Ok(_) => {}
            // It waits for a session, since this one keeps its own.
            Err(_) => return Ok(false),
        }
    }
    Ok(false)
}

fn session(connection: &mut Connection) -> Result<String, sqlx::Error> {
    let sql = "SELECT pg_backend_pid()::text";
    let rows = connection.simple_query_within(sql, PATIENCE)?;
    let row = rows.first();
    Ok(row.map(|row| row.text(0).to_owned()).unwrap_or_default())
}
