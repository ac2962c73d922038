//! Why no connection came about: what the server, the system or TLS said, and what to do next.

pub use crate::dialect::reach::{Failure, Reason};

use super::super::place::Place;
use super::super::quote;
use super::password_file;
use crate::dialect::reach::{Listener, masked};
use crate::error::Error;
use crate::project::DatabaseUrl;
use sqlx::postgres::{PgConnectOptions, PgDatabaseError};

/// Whether a server did not take a setting that came with the first message: it does not know the
/// setting (42704), not on its system (22023), or it is a pooler that passes none on (08P01).
pub(super) fn is_about_settings(cause: &sqlx::Error) -> bool {
    matches!(code(cause).as_str(), "42704" | "22023" | "08P01" | "0A000")
}

/// The SQLSTATE of a server's error; empty for others.
pub fn code(cause: &sqlx::Error) -> String {
    let database = cause.as_database_error();
    let code = database.and_then(sqlx::error::DatabaseError::code);
    code.map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// What went wrong in words: the server's own where they come from there.
pub fn said(cause: &sqlx::Error) -> String {
    match cause {
        sqlx::Error::Database(database) => database.message().to_owned(),
        sqlx::Error::Io(cause) => cause.to_string(),
        sqlx::Error::Protocol(text) => text.clone(),
        sqlx::Error::Tls(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

/// Says what is wrong.
pub(super) fn of(cause: &sqlx::Error, url: &DatabaseUrl, options: &PgConnectOptions) -> Failure {
    let place = Place::of(options);
    let (reason, error) = match cause {
        sqlx::Error::Io(cause) => listener(&place).unreachable(cause),
        sqlx::Error::Tls(cause) => (Reason::Refused, tls(&cause.to_string(), &place)),
        sqlx::Error::Database(_) => {
            let user = options.get_username();
            let database = options.get_database().unwrap_or(user);
            answered(cause, url, &place, user, database)
        }
        sqlx::Error::Protocol(text) => (
            Reason::Refused,
            Error::usage(format!("no PostgreSQL server answers at {place}: {text}"))
                .hint("check host and port in the database URL"),
        ),
        other => (
            Reason::Refused,
            Error::usage(format!("cannot connect to {place}: {other}")),
        ),
    };
    Failure {
        reason,
        error: masked(&error, url),
    }
}

/// A server that is too old, or says no version that could be read.
pub(super) fn too_old(version: u32, url: &DatabaseUrl) -> Failure {
    let error = match version {
        // The console of a pooler gives its own version.
        0..9_00_00 => Error::usage(format!(
            "what answers at {url} is no PostgreSQL database; is it the console of a pooler?"
        ))
        .hint("name a database of the server in the URL"),
        _ => Error::usage(format!(
            "PostgreSQL {} is too old: 13 or later is needed",
            super::version_text(version)
        ))
        .hint("upgrade the server, or name another one in the database URL"),
    };
    Failure {
        reason: Reason::Refused,
        error,
    }
}

fn listener(place: &Place) -> Listener {
    Listener {
        title: "PostgreSQL",
        shown: place.to_string(),
        address: place.address(),
        is_local: place.is_local(),
        check: format!("pg_isready {}", place.flags()),
        by_host: "?host=localhost",
    }
}

fn tls(said: &str, place: &Place) -> Error {
    if said.contains("does not support TLS") {
        return Error::usage(format!(
            "{place} does not speak TLS, and the URL demands it"
        ))
        .hint("sslmode=prefer in the URL takes what there is, sslmode=disable none")
        .hint("or set `ssl = on` on the server");
    }
    Error::usage(format!("no TLS connection to {place}: {said}"))
        .hint(
            "sslrootcert=FILE in the URL names the authority that signed the server's certificate",
        )
        .hint(
            "sslmode=require does not check the certificate, sslmode=verify-ca not the host's name",
        )
}

/// What a server said that answered.
fn answered(
    cause: &sqlx::Error,
    url: &DatabaseUrl,
    place: &Place,
    user: &str,
    database: &str,
) -> (Reason, Error) {
    let said = said(cause);
    let missing = |said: &str| said.contains("does not exist") || said.contains("no such database");
    let error = match code(cause).as_str() {
        // PgBouncer has no code of its own for it.
        code if code == "3D000" || (code == "08P01" && missing(&said)) => {
            let error = Error::usage(format!("there is no database `{database}` at {place}"))
                .hint("cargo migrate upgrade makes it, and applies the migrations")
                .hint(format!("or: createdb {} {database}", place.flags()));
            return (Reason::NoDatabase, error);
        }
        "28P01" => password(url, place, user),
        "28000" if routine(cause) == "InitializeSessionUserId" => no_login(&said, user, place),
        "28000" => Error::usage(format!("{place} refuses `{user}`: {said}"))
            .note("which user may come from where, and how he shows who he is, pg_hba.conf says")
            .hint("ask the server where that file lies: psql -c 'SHOW hba_file'"),
        "53300" => Error::failed(format!("{place} takes no more connections: {said}"))
            .hint("close some; who is there: psql -c 'SELECT pid, application_name, state FROM pg_stat_activity'")
            .hint("or raise max_connections on the server"),
        "57P03" | "57P01" | "57P02" => {
            Error::failed(format!("{place} does not serve yet, or no longer: {said}"))
                .hint(format!("try again when it does: pg_isready {}", place.flags()))
        }
        "42501" => Error::usage(format!("`{user}` may not connect to `{database}` at {place}"))
            .hint(format!("GRANT CONNECT ON DATABASE \"{database}\" TO \"{user}\"")),
        "55000" => Error::usage(format!("`{database}` at {place} takes no connections: {said}"))
            .hint(format!("ALTER DATABASE \"{database}\" ALLOW_CONNECTIONS true")),
        // PgBouncer's, for what it is not told to pass on.
        "08P01" if said.contains("startup parameter") => {
            Error::refused(format!("what answers at {place} is a pooler: {said}"))
                .note("migrations need a session of their own: locks, settings and transactions")
                .hint("name the server itself in the database URL, past the pooler")
        }
        // A setting of `?options=`, unknown or with a value that it cannot have.
        "42704" | "22023" => {
            Error::usage(format!("{place} refuses the connection: {said}"))
                .hint("check `options` in the database URL")
        }
        _ => Error::usage(format!("{place} refuses the connection: {said}")),
    };
    (Reason::Refused, error)
}

/// The server has one code for a role that is not there and for one that may not log in, and says
/// which in its own language.
fn no_login(said: &str, user: &str, place: &Place) -> Error {
    let error = if said.contains("not permitted to log in") {
        Error::usage(format!("the role `{user}` may not log in at {place}"))
            .hint(format!("ALTER ROLE {} LOGIN", quote::ident(user)))
    } else if said.contains("does not exist") {
        Error::usage(format!("there is no role `{user}` at {place}"))
            .hint(format!("createuser {} {user}", place.flags()))
    } else {
        Error::usage(format!("{place} refuses `{user}`: {said}")).hint(format!(
            "make the role: createuser {} {user}; or let it log in: ALTER ROLE {} LOGIN",
            place.flags(),
            quote::ident(user)
        ))
    };
    error.hint("or name another one in the URL: postgres://USER@HOST/NAME")
}

fn password(url: &DatabaseUrl, place: &Place, user: &str) -> Error {
    // A URL that is shown as it is holds no secret.
    if url.to_string() != url.expose() {
        return Error::usage(format!("wrong password for `{user}` at {place}"))
            .note("the password is that of the database URL")
            .hint("in a URL, write / as %2F, ? as %3F, # as %23, @ as %40, % as %25");
    }
    let error = Error::usage(format!(
        "{place} wants a password of `{user}`, and takes none that was found"
    ));
    let error = match password_file::trouble() {
        Some(trouble) => error.note(trouble),
        None => error,
    };
    error
        .hint("write it into the database URL: postgres://USER:PASSWORD@HOST/NAME")
        .hint("or set PGPASSWORD, or add HOST:PORT:NAME:USER:PASSWORD to ~/.pgpass, or to the file that PGPASSFILE names (mode 0600)")
}

/// The function of the server's source that raised an error: the same in every language.
fn routine(cause: &sqlx::Error) -> String {
    let database = cause.as_database_error();
    let own = database.and_then(|cause| cause.try_downcast_ref::<PgDatabaseError>());
    own.and_then(PgDatabaseError::routine)
        .unwrap_or_default()
        .to_owned()
}
