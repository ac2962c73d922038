//! A database's URL: checked before anything connects, and never shown with its secrets.

mod parameters;

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

use super::engine::Engine;
use crate::{Error, Result};

/// What stands in a secret's place.
pub(super) const MASK: &str = "***";

/// A database URL. `Display` and `Debug` mask its secrets; [`DatabaseUrl::expose`] does not.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    engine: Engine,
    text: String,
}

/// How a SQLite URL wants its file opened (`?mode=`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqliteMode {
    /// `ro`
    ReadOnly,
    /// `rw`, the default: the file must be there.
    ReadWrite,
    /// `rwc`: made where it is missing.
    Create,
    /// `memory`, and `:memory:` for a path.
    Memory,
}

/// The parts of the URL of a database server.
struct Server<'a> {
    authority: &'a str,
    user: &'a str,
    password: Option<&'a str>,
    host: &'a str,
    database: &'a str,
    query: &'a str,
}

impl DatabaseUrl {
    /// Reads a URL in the forms that sqlx takes.
    ///
    /// # Errors
    /// Usage errors that say which part is wrong, and never hold a password.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let scheme = match text.split_once(':') {
            _ if text.is_empty() => {
                return Err(Error::usage("the database URL is empty").hint(FORMS));
            }
            Some((scheme, _)) if is_scheme(scheme) => scheme,
            _ => {
                return Err(Error::usage(
                    "the database URL has no scheme in front, as `sqlite:` is one",
                )
                .hint(FORMS));
            }
        };
        let engine = Engine::from_scheme(scheme).ok_or_else(|| unknown_scheme(scheme))?;
        let url = Self {
            engine,
            text: text.to_owned(),
        };
        if text.chars().any(char::is_control) {
            return Err(Error::usage("the database URL holds a control character").hint(FORMS));
        }
        if !percent_is_sound(text) {
            return Err(Error::usage(
                "the database URL has a `%` without two hexadecimal digits of UTF-8 after it",
            )
            .hint("write a `%` that is meant as it is as %25"));
        }
        match engine {
            Engine::Sqlite => url.check_sqlite()?,
            Engine::Postgres | Engine::Mysql => url.check_server()?,
        }
        Ok(url)
    }

    /// The URL of a SQLite file.
    pub fn of_sqlite_file(path: &Path) -> Self {
        let mut text = String::from("sqlite://");
        for character in path.to_string_lossy().chars() {
            match character {
                '%' | '?' | '#' => text.push_str(&format!("%{:02X}", u32::from(character))),
                other => text.push(other),
            }
        }
        Self {
            engine: Engine::Sqlite,
            text,
        }
    }

    /// The engine that its scheme names.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The whole URL, secrets and all: for connecting and for the environment of a child.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The file of a SQLite URL as it is written; `None` for other engines and for memory.
    ///
    /// A relative path is relative to the project's root, see [`Self::sqlite_path_in`].
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        (self.sqlite_mode()? != SqliteMode::Memory)
            .then(|| PathBuf::from(decode(self.sqlite_parts().0).unwrap_or_default()))
    }

    /// The file of a SQLite URL, with a relative path taken from `root`.
    pub fn sqlite_path_in(&self, root: &Path) -> Option<PathBuf> {
        self.sqlite_path().map(|path| root.join(path))
    }

    /// The same URL with the file of a relative SQLite path taken from `root`, so that it means
    /// the same wherever a process runs.
    #[must_use]
    pub fn absolute(&self, root: &Path) -> Self {
        match self.sqlite_path() {
            Some(path) if path.is_relative() => {
                let mut url = Self::of_sqlite_file(&root.join(path));
                let query = self.sqlite_parts().1;
                if !query.is_empty() {
                    url.text.push('?');
                    url.text.push_str(query);
                }
                url
            }
            _ => self.clone(),
        }
    }

    /// How a SQLite URL wants its file opened; `None` for other engines.
    pub fn sqlite_mode(&self) -> Option<SqliteMode> {
        if self.engine != Engine::Sqlite {
            return None;
        }
        let (path, query) = self.sqlite_parts();
        if path == ":memory:" {
            return Some(SqliteMode::Memory);
        }
        // sqlx goes through the parameters in turn: the last one counts.
        Some(
            match parameters(query).filter(|(key, _)| *key == "mode").last() {
                Some((_, "ro")) => SqliteMode::ReadOnly,
                Some((_, "rwc")) => SqliteMode::Create,
                Some((_, "memory")) => SqliteMode::Memory,
                _ => SqliteMode::ReadWrite,
            },
        )
    }

    /// The database's name, as a person types it to confirm: a server's database, or the file
    /// name of SQLite.
    pub fn database_name(&self) -> String {
        match self.engine {
            Engine::Sqlite => self
                .sqlite_path()
                .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
                .unwrap_or_else(|| ":memory:".to_owned()),
            Engine::Postgres | Engine::Mysql => {
                let server = server(&self.text);
                let written = decode(server.database).unwrap_or_default();
                let name = match self.engine {
                    Engine::Postgres => value(server.query, &["dbname"]).unwrap_or(written),
                    _ => written,
                };
                if name.is_empty() && self.engine == Engine::Postgres {
                    self.default_name()
                } else {
                    name
                }
            }
        }
    }

    /// The name of a PostgreSQL database where the URL says none: the environment's, else the
    /// user's, as sqlx and the server have it.
    fn default_name(&self) -> String {
        let environment = PgConnectOptions::new_without_pgpass();
        if let Some(name) = environment.get_database() {
            return name.to_owned();
        }
        let server = server(&self.text);
        let user = value(server.query, &["user"])
            .unwrap_or_else(|| decode(server.user).unwrap_or_default());
        if user.is_empty() {
            environment.get_username().to_owned()
        } else {
            user
        }
    }

    /// The value of a parameter, by any of its names; of several, the last counts.
    pub fn parameter(&self, names: &[&str]) -> Option<String> {
        value(server(&self.text).query, names)
    }

    /// The URL of another database on the same server, with all else as it is here: user,
    /// password, parameters. That of SQLite has no server and stays what it is.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let Some((scheme, _)) = self.text.split_once("://") else {
            return self.clone();
        };
        if self.engine == Engine::Sqlite {
            return self.clone();
        }
        let server = server(&self.text);
        let mut text = format!("{scheme}://{}/", server.authority);
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => {
                    text.push(char::from(byte));
                }
                other => text.push_str(&format!("%{other:02X}")),
            }
        }
        let others = server.query.split('&').filter(|pair| {
            let key = pair.split('=').next().unwrap_or(pair);
            !pair.is_empty() && form_decode(key) != "dbname"
        });
        for (index, pair) in others.enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(pair);
        }
        Self {
            engine: self.engine,
            text,
        }
    }

    /// The host, or the folder of the socket, with that of the environment where PostgreSQL's URL
    /// names none; `None` for SQLite and where nothing names one.
    pub fn host(&self) -> Option<String> {
        self.host_with(|name| std::env::var(name).ok())
    }

    fn host_with(&self, environment: impl Fn(&str) -> Option<String>) -> Option<String> {
        if self.engine == Engine::Sqlite {
            return None;
        }
        let server = server(&self.text);
        let said = value(server.query, &["host", "hostaddr", "socket"])
            .unwrap_or_else(|| decode(server.host).unwrap_or_default());
        if said.is_empty() && self.engine == Engine::Postgres {
            return environment("PGHOSTADDR").or_else(|| environment("PGHOST"));
        }
        (!said.is_empty()).then_some(said)
    }

    /// The server for a person: its host, or `this machine`; `None` for SQLite.
    pub fn server_shown(&self) -> Option<String> {
        let host = || self.host().unwrap_or_else(|| "this machine".to_owned());
        (self.engine != Engine::Sqlite).then(host)
    }

    /// Whether the database is on this machine: a file, a socket, or a loopback address.
    pub fn is_local(&self) -> bool {
        match self.host() {
            None => true,
            Some(host) if host.starts_with('/') => true,
            Some(host) => is_loopback(host.trim_start_matches('[').trim_end_matches(']')),
        }
    }

    /// Its secrets, as they are written and as they are meant.
    pub(super) fn secret_forms(&self) -> Vec<String> {
        let written = self.secrets().into_iter();
        let mut forms: Vec<String> = written
            .flat_map(|secret| [secret.to_owned(), decode(secret).unwrap_or_default()])
            .collect();
        forms.dedup();
        forms
    }

    /// The parts that are shown: user, host and database.
    pub(super) fn public_parts(&self) -> Vec<String> {
        let server = match self.engine {
            Engine::Sqlite => return Vec::new(),
            Engine::Postgres | Engine::Mysql => server(&self.text),
        };
        let parts = [server.user, server.host, server.database];
        parts.into_iter().filter_map(decode).collect()
    }

    fn secrets(&self) -> Vec<&str> {
        let (password, query) = match self.engine {
            Engine::Sqlite => (None, self.sqlite_parts().1),
            Engine::Postgres | Engine::Mysql => {
                let server = server(&self.text);
                (server.password, server.query)
            }
        };
        let secret = parameters(query).filter(|(key, _)| is_secret(key));
        password
            .into_iter()
            .chain(secret.map(|(_, value)| value))
            .collect()
    }

    /// Path and query, by the rules of `SqliteConnectOptions::from_str` in sqlx 0.9.
    fn sqlite_parts(&self) -> (&str, &str) {
        let rest = self
            .text
            .trim_start_matches("sqlite://")
            .trim_start_matches("sqlite:");
        rest.split_once('?').unwrap_or((rest, ""))
    }

    fn check_sqlite(&self) -> Result<()> {
        let (path, query) = self.sqlite_parts();
        for (key, value) in parameters(query) {
            let allowed: &[&str] = match key {
                "mode" => &["ro", "rw", "rwc", "memory"],
                "cache" => &["private", "shared"],
                "immutable" => &["true", "1", "false", "0"],
                "vfs" => continue,
                _ => {
                    return Err(
                        Error::usage(format!("a SQLite URL has no parameter `{key}`"))
                            .hint("the parameters are mode, cache, immutable and vfs")
                            .hint("write a `?` that belongs to the file's name as %3F"),
                    );
                }
            };
            if !allowed.contains(&value) {
                return Err(Error::usage(format!(
                    "`{value}` is no value for `{key}` in a SQLite URL"
                ))
                .hint(format!("write one of {}", allowed.join(", "))));
            }
        }
        if path.starts_with("file:") {
            return Err(
                Error::usage("the SQLite URL holds a second scheme, `file:`")
                    .hint(format!("sqlite:{}", path.trim_start_matches("file:"))),
            );
        }
        if path.is_empty() && self.sqlite_mode() != Some(SqliteMode::Memory) {
            return Err(Error::usage("the SQLite URL names no file")
                .hint("name the file: sqlite:dev.db, or sqlite:///absolute/dev.db"));
        }
        Ok(())
    }

    fn check_server(&self) -> Result<()> {
        let engine = self.engine.title();
        let Some((_, rest)) = self.text.split_once("://") else {
            return Err(Error::usage(format!(
                "`//` is missing after the scheme of the {engine} URL"
            ))
            .hint(FORMS));
        };
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let after = &rest[authority.len()..];
        let before_query = after.split_once('?').map_or(after, |(path, _)| path);
        if !authority.contains('@') && (before_query.contains('@') || after.contains('#')) {
            // Nothing of the URL is shown: what looks like a port is a part of the password.
            return Err(Error::usage(format!(
                "the user name or password in the {engine} URL holds a character that must be encoded"
            ))
            .hint("write / as %2F, ? as %3F, # as %23, @ as %40, % as %25"));
        }
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let port = match host.strip_prefix('[') {
            Some(inside) => match inside.split_once(']') {
                Some((address, port)) if address.parse::<std::net::Ipv6Addr>().is_ok() => {
                    port.strip_prefix(':')
                }
                _ => {
                    return Err(Error::usage(format!(
                        "the host in the {engine} URL is no IPv6 address"
                    ))
                    .hint("write it as [::1] or [::1]:5432"));
                }
            },
            None if host.matches(':').count() > 1 => {
                return Err(Error::usage(format!(
                    "the IPv6 address in the {engine} URL has no brackets"
                ))
                .hint("write it as [::1] or [::1]:5432"));
            }
            None => host.split_once(':').map(|(_, port)| port),
        };
        if let Some(port) = port.filter(|port| !port.is_empty())
            && !port.parse::<u16>().is_ok_and(|port| port > 0)
        {
            return Err(
                Error::usage(match port.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => format!("`{port}` in the {engine} URL is no port"),
                    // It may be a password without its `@host`.
                    false => format!("what stands behind the `:` in the {engine} URL is no port"),
                })
                .hint("a port is a number from 1 to 65535"),
            );
        }
        let keys = parameters(server(&self.text).query).map(|(key, _)| form_decode(key));
        parameters::refuse_misspelt(self.engine, keys)?;
        if self.database_name().is_empty() {
            return Err(
                Error::usage(format!("the {engine} URL names no database")).hint(format!(
                    "write its name after the host: {}://user@localhost/NAME",
                    self.engine
                )),
            );
        }
        Ok(())
    }
}

const FORMS: &str = "write it as sqlite:dev.db, postgres://user:password@host/name or mysql://user:password@host/name";

/// Whether a host is this machine itself.
pub fn is_loopback(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.len() > 1
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        // A file `dev.db:x` or a host `db.example.org:5432` is no scheme.
        && !text.contains('.')
}

fn unknown_scheme(scheme: &str) -> Error {
    let meant = match scheme.to_ascii_lowercase().as_str() {
        "sqlite" | "sqlite3" | "file" => Some("sqlite:"),
        "psql" | "pg" | "pgsql" | "postgres" | "postgresql" => Some("postgres://"),
        "mysql" | "mysql2" | "mysqlx" | "mariadb" => Some("mysql://"),
        _ => None,
    };
    let error = Error::usage(format!(
        "`{scheme}:` is no scheme of a database URL that sqlx knows"
    ));
    match meant {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint(FORMS),
    }
}

/// The parts of a server's URL. A password may hold what it should not, so it ends at the last
/// `@` of the host part.
fn server(text: &str) -> Server<'_> {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = match host.find(']') {
        Some(end) => &host[..=end],
        None => host.split_once(':').map_or(host, |(host, _)| host),
    };
    Server {
        authority,
        user: user.split_once(':').map_or(user, |(name, _)| name),
        password: user.split_once(':').map(|(_, password)| password),
        host,
        database: database.trim_start_matches('/'),
        query,
    }
}

fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The value of the last parameter that has one of these names: sqlx goes through them in turn.
fn value(query: &str, keys: &[&str]) -> Option<String> {
    parameters(query)
        .filter(|(key, _)| keys.contains(&form_decode(key).as_str()))
        .last()
        .map(|(_, value)| form_decode(value))
}

/// The text of a key or a value in a query, where `+` is a space.
fn form_decode(text: &str) -> String {
    decode(&text.replace('+', " ")).unwrap_or_default()
}

fn is_secret(key: &str) -> bool {
    const PARTS: [&str; 11] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "sslkey",
        "ssl-key",
        "ssl_key",
        "apikey",
        "api_key",
        "credential",
    ];
    let key = decode(key).unwrap_or_default().to_ascii_lowercase();
    matches!(key.as_str(), "pass" | "pwd" | "key") || PARTS.iter().any(|part| key.contains(part))
}

fn percent_is_sound(text: &str) -> bool {
    decode(text).is_some()
}

/// Percent-decoding; `None` where it is not sound or not UTF-8.
fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = match self.text.split_once("://") {
            Some((scheme, rest)) if self.engine != Engine::Sqlite => (scheme, rest),
            _ => ("", self.text.as_str()),
        };
        let mut rest = rest;
        if !start.is_empty() {
            write!(f, "{start}://")?;
            // Up to the last `@` of all, though that be in the query: better too much than too little.
            if let Some((user, after)) = rest.rsplit_once('@') {
                match user.split_once(':') {
                    Some((name, _)) => write!(f, "{name}:{MASK}@")?,
                    None => write!(f, "{user}@")?,
                }
                rest = after;
            }
        }
        let Some((before, query)) = rest.split_once('?') else {
            return f.write_str(rest);
        };
        f.write_str(before)?;
        for (index, pair) in query.split('&').enumerate() {
            f.write_str(if index == 0 { "?" } else { "&" })?;
            match pair.split_once('=') {
                Some((key, _)) if is_secret(key) => write!(f, "{key}={MASK}")?,
                _ => f.write_str(pair)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
