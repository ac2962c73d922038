//! Marked databases that stay until they are dropped.

use super::collect::{exactly, marked};
use super::home::Home;
use super::refusal;
use super::sibling::create;
use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::connect::failure::said;
use crate::dialect::mysql::quote::{ident, text};
use crate::dialect::throwaway::owner::Use;
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::time::{Duration, Instant};

/// How long the sessions of a command that has just ended may take to be gone.
const GOING: Duration = Duration::from_secs(1);

/// Makes one.
pub(super) fn create_scratch(home: &Home) -> Result<DatabaseUrl> {
    let name = create(home, Use::Scratch)
        .map_err(|cause| refusal::create(&cause, &mut home.connection(), home.place()))?;
    Ok(home.url(&name))
}

/// Drops the one of this URL. Says whether it was there.
pub(super) fn remove(url: &DatabaseUrl) -> Result<bool> {
    let name = url.database_name();
    let mut connection =
        Connection::try_open(&url.with_database("")).map_err(|failure| failure.error)?;
    let failed = |cause: sqlx::Error| {
        Error::failed(format!(
            "cannot drop the database `{name}`: {}",
            said(&cause)
        ))
    };
    let found = marked(&mut connection, &exactly(&name)).map_err(failed)?;
    let Some(found) = found.first() else {
        return Ok(false);
    };
    let quoted = ident(&name);
    if found
        .mark
        .as_ref()
        .is_none_or(|mark| mark.kind != Use::Scratch)
    {
        return Err(Error::refused(format!(
            "the database `{name}` is not dropped: it does not carry the mark of a scratch database"
        ))
        .hint(format!(
            "if it is nobody's, drop it yourself: DROP DATABASE {quoted}"
        )));
    }
    let since = Instant::now();
    loop {
        let others = sessions(&mut connection, &name).map_err(failed)?;
        if others.is_empty() {
            break;
        }
        if since.elapsed() > GOING {
            return Err(in_use(&name, &others));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    connection
        .execute(&format!("DROP DATABASE IF EXISTS {quoted}"))
        .map(|()| true)
        .map_err(failed)
}

/// Who is in a database, each in words.
fn sessions(connection: &mut Connection, name: &str) -> Result<Vec<String>, sqlx::Error> {
    let rows = connection.query(&format!(
        "SELECT CONCAT('connection ', ID, ' (user ', USER, ' from ', HOST, ')')
         FROM information_schema.PROCESSLIST
         WHERE DB = {} AND ID <> CONNECTION_ID() ORDER BY ID",
        text(name)
    ))?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

fn in_use(name: &str, sessions: &[String]) -> Error {
    Error::failed(format!(
        "the scratch database `{name}` cannot be dropped while it is in use by {}",
        sessions.join(", ")
    ))
    .hint("end that program, and try again")
}
