//! Why no connection came about: what the server, the system or TLS said, and what to do next.

use super::super::place::Place;
use super::super::quote::ident;
use crate::dialect::reach::{Failure, Listener, Reason, masked};
use crate::error::Error;
use crate::project::DatabaseUrl;
use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError};

/// The number by which the server knows its error; 0 for others
/// (<https://mariadb.com/kb/en/mariadb-error-code-reference/>).
pub fn number(cause: &sqlx::Error) -> u16 {
    let database = cause.as_database_error();
    let own = database.and_then(|cause| cause.try_downcast_ref::<MySqlDatabaseError>());
    own.map_or(0, MySqlDatabaseError::number)
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

/// A part of the URL that sqlx does not take.
pub(super) fn of_url(cause: &sqlx::Error, url: &DatabaseUrl) -> Error {
    let said = match cause {
        sqlx::Error::Configuration(cause) => cause.to_string(),
        other => other.to_string(),
    };
    let error = Error::usage(url.redact_message(&format!("the database URL: {said}")));
    match said.contains("ssl_mode") {
        true => error.hint(
            "ssl-mode is one of disabled, preferred, required, verify_ca and verify_identity",
        ),
        false => error,
    }
}

/// Says what is wrong.
pub(super) fn of(cause: &sqlx::Error, url: &DatabaseUrl, options: &MySqlConnectOptions) -> Failure {
    let place = Place::of(options);
    let (reason, error) = match cause {
        sqlx::Error::Io(cause) => listener(&place).unreachable(cause),
        sqlx::Error::Tls(cause) => (Reason::Refused, tls(&cause.to_string(), &place)),
        sqlx::Error::Database(_) => answered(cause, url, &place, options),
        sqlx::Error::Protocol(text) => (Reason::Refused, protocol(text, &place)),
        // A character set that the server does not know comes so.
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

/// What answers gives the sessions of several clients to one of the server.
pub(super) fn proxy(said: &str, url: &DatabaseUrl) -> Error {
    Error::refused(format!("what answers at {url} is a proxy: {said}"))
        .note("migrations need a session of their own: locks, settings and transactions")
        .hint("name the server itself in the database URL, past the proxy")
}

/// What answers says no version that could be read.
pub(super) fn unknown(version: &str, url: &DatabaseUrl) -> Error {
    Error::usage(format!(
        "what answers at {url} is neither MySQL nor MariaDB: it says `{}`",
        version.escape_debug()
    ))
    .hint("check host and port in the database URL")
}

fn listener(place: &Place) -> Listener {
    Listener {
        title: "MySQL",
        shown: place.to_string(),
        address: place.address(),
        is_local: place.is_local(),
        check: format!("mariadb-admin {} ping", place.flags()),
        by_host: "mysql://USER@127.0.0.1/NAME",
    }
}

fn protocol(said: &str, place: &Place) -> Error {
    if said.contains("authentication plugin") || said.contains("mysql_cleartext_plugin") {
        return Error::usage(format!(
            "{place} wants a kind of password that sqlx cannot give: {said}"
        ))
        .note("sqlx knows mysql_native_password, caching_sha2_password and sha256_password")
        .hint("ALTER USER … IDENTIFIED VIA mysql_native_password USING PASSWORD('…')     (MariaDB)")
        .hint("ALTER USER … IDENTIFIED WITH caching_sha2_password BY '…'     (MySQL)");
    }
    Error::usage(format!(
        "no MySQL or MariaDB server answers at {place}: {said}"
    ))
    .hint("check host and port in the database URL")
}

fn tls(said: &str, place: &Place) -> Error {
    if said.contains("does not support TLS") {
        return Error::usage(format!(
            "{place} does not speak TLS, and the URL demands it"
        ))
        .hint("ssl-mode=preferred in the URL takes what there is, ssl-mode=disabled none")
        .hint("or give the server a certificate: ssl_cert and ssl_key in its configuration");
    }
    if said.contains("RSA") {
        return Error::usage(format!(
            "{place} wants the password encrypted, and the connection is not"
        ))
        .note("caching_sha2_password sends a password in the clear only by TLS")
        .hint("ssl-mode=required in the URL makes the connection encrypted");
    }
    Error::usage(format!("no TLS connection to {place}: {said}"))
        .hint("ssl-ca=FILE in the URL names the authority that signed the server's certificate")
        .hint("ssl-mode=required does not check the certificate, ssl-mode=verify_ca not the host's name")
}

/// What a server said that answered.
fn answered(
    cause: &sqlx::Error,
    url: &DatabaseUrl,
    place: &Place,
    options: &MySqlConnectOptions,
) -> (Reason, Error) {
    let said = said(cause);
    let user = options.get_username();
    let database = options.get_database().unwrap_or_default();
    let error = match number(cause) {
        1049 => {
            let error = Error::usage(format!("there is no database `{database}` at {place}"))
                .hint("cargo migrate upgrade makes it, and applies the migrations")
                .hint(format!(
                    "or: mariadb {} -e 'CREATE DATABASE {}'",
                    place.flags(),
                    ident(database)
                ));
            return (Reason::NoDatabase, error);
        }
        1045 | 1698 => password(url, place, user, &said),
        1044 => Error::usage(format!(
            "`{user}` may not use the database `{database}` at {place}"
        ))
        .hint(format!(
            "GRANT ALL ON {}.* TO {}     by somebody who may",
            ident(database),
            account(&said).unwrap_or(user)
        )),
        1040 | 1203 | 1226 => Error::failed(format!("{place} takes no more connections: {said}"))
            .hint("close some; who is there: SHOW PROCESSLIST")
            .hint("or raise max_connections on the server"),
        1053 => Error::failed(format!("{place} is shutting down: {said}")).hint(format!(
            "try again when it serves: mariadb-admin {} ping",
            place.flags()
        )),
        1129 | 1130 => Error::usage(format!("{place} lets nobody in from here: {said}"))
            .note("an account of MySQL is a user and the hosts that he may come from")
            .hint("CREATE USER 'USER'@'HOST' …     by somebody who may")
            .hint("mariadb-admin flush-hosts     ends a block after many errors"),
        1820 | 1862 => Error::usage(format!("the password of `{user}` at {place} has expired"))
            .hint("ALTER USER USER() IDENTIFIED BY '…'     in the client mariadb or mysql"),
        3118 | 4151 => Error::usage(format!("the account `{user}` at {place} is locked")).hint(
            format!("ALTER USER {user} ACCOUNT UNLOCK     by somebody who may"),
        ),
        1115 | 1273 | 1253 => Error::usage(format!(
            "{place} does not take the URL's charset or collation: {said}"
        ))
        .hint("leave charset and collation out of the URL"),
        1298 => Error::usage(format!("{place} does not know the URL's time zone: {said}"))
            .hint("leave timezone out of the URL: sqlx sets UTC")
            .hint("or load the zones: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql"),
        _ => Error::usage(format!("{place} refuses the connection: {said}")),
    };
    (Reason::Refused, error)
}

/// The account of whom the server speaks, as in `'doe'@'localhost'`: without a host, GRANT would
/// mean another one.
fn account(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("for user ")?;
    let (account, _) = rest.split_once(' ')?;
    account.contains("'@'").then_some(account)
}

fn password(url: &DatabaseUrl, place: &Place, user: &str, said: &str) -> Error {
    // A URL that is shown as it is holds no secret.
    if url.to_string() != url.expose() {
        return Error::usage(format!(
            "wrong password for `{user}` at {place}, or no such user"
        ))
        .note(said)
        .note("the password is that of the database URL")
        .hint("in a URL, write / as %2F, ? as %3F, # as %23, @ as %40, % as %25");
    }
    Error::usage(format!(
        "{place} wants a password of `{user}`, and the URL has none"
    ))
    .note(said)
    .hint("write it into the database URL: mysql://USER:PASSWORD@HOST/NAME")
    .hint("or let the system's user of that name in by the socket: ?socket=/run/mysqld/mysqld.sock")
}
