//! Marked databases that stay until they are dropped.

use super::home::{Home, maintenance};
use super::refusal;
use super::sibling::{create, create_empty, set};
use crate::dialect::postgres::connect::Connection;
use crate::dialect::postgres::connect::failure::{Reason, code, said};
use crate::dialect::postgres::quote;
use crate::dialect::throwaway::owner::{Mark, Use};
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::time::{Duration, Instant};

/// How long the sessions of a command that has just ended may take to be gone.
const GOING: Duration = Duration::from_secs(1);

/// Makes one.
pub(super) fn create_scratch(home: &Home) -> Result<DatabaseUrl> {
    let name = create(home, &create_empty(home), Use::Scratch)
        .map_err(|cause| refusal::create(&cause, &mut home.connection(), home.place()))?;
    let settings = home.facts().like().map_or(&[][..], |like| like.settings());
    set(&mut home.connection(), &name, settings);
    Ok(home.url(&name))
}

/// Drops the one of this URL. Says whether it was there.
pub(super) fn remove(url: &DatabaseUrl) -> Result<bool> {
    let name = url.database_name();
    let mut connection = match maintenance(url) {
        Ok((connection, _)) => connection,
        Err(failure) if failure.reason == Reason::NoDatabase => return Ok(false),
        Err(failure) => return Err(failure.error),
    };
    let failed = |cause: sqlx::Error| {
        Error::failed(format!(
            "cannot drop the database `{name}`: {}",
            said(&cause)
        ))
    };
    let Some(comment) = comment(&mut connection, &name).map_err(failed)? else {
        return Ok(false);
    };
    let mark = Mark::read(&comment);
    if mark.is_none_or(|mark| mark.kind != Use::Scratch) {
        return Err(Error::refused(format!(
            "the database `{name}` is not dropped: it does not carry the mark of a scratch database"
        ))
        .hint(format!(
            "if it is nobody's, drop it yourself: DROP DATABASE {}",
            quote::ident(&name)
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
    match connection.execute(&format!("DROP DATABASE IF EXISTS {}", quote::ident(&name))) {
        Err(cause) if code(&cause) == "55006" => {
            let others = sessions(&mut connection, &name).unwrap_or_default();
            Err(in_use(&name, &others))
        }
        outcome => outcome.map(|()| true).map_err(failed),
    }
}

/// The comment on a database, empty where it has none; none where there is no such database.
fn comment(connection: &mut Connection, name: &str) -> Result<Option<String>, sqlx::Error> {
    let rows = connection.simple_query(&format!(
        "SELECT pg_catalog.shobj_description(oid, 'pg_database')
         FROM pg_catalog.pg_database WHERE datname = {}",
        quote::literal(name)
    ))?;
    Ok(rows.first().map(|row| row.text(0).to_owned()))
}

/// Who is connected to a database, each in words.
fn sessions(connection: &mut Connection, name: &str) -> Result<Vec<String>, sqlx::Error> {
    let rows = connection.simple_query(&format!(
        "SELECT pg_catalog.format('%s (pid %s, user %s)',
                coalesce(nullif(application_name, ''), 'a session without a name'), pid, usename)
         FROM pg_catalog.pg_stat_activity
         WHERE datname = {} AND pid <> pg_catalog.pg_backend_pid()
            AND backend_type NOT IN ('autovacuum worker', 'parallel worker')
         ORDER BY backend_start",
        quote::literal(name)
    ))?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

fn in_use(name: &str, sessions: &[String]) -> Error {
    let who = if sessions.is_empty() {
        "somebody".to_owned()
    } else {
        sessions.join(", ")
    };
    Error::failed(format!(
        "the scratch database `{name}` cannot be dropped while it is in use by {who}"
    ))
    .hint("end that program, and try again")
}
