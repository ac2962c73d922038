//! The parameters of a server's URL that sqlx reads. It passes over all others, and so does this
//! tool, since URLs are written for other programs too; but who writes `sslmod=verify-full`
//! believes the connection to be safe.

use crate::project::engine::Engine;
use crate::{Error, Result};

/// Those of PostgreSQL (`PgConnectOptions::parse_from_url` in sqlx 0.9); `options[…]` besides.
const OF_POSTGRES: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Those of MySQL (`MySqlConnectOptions::parse_from_url`).
const OF_MYSQL: [&str; 14] = [
    "sslmode",
    "ssl-mode",
    "sslca",
    "ssl-ca",
    "charset",
    "collation",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "socket",
    "timezone",
    "time-zone",
];

/// How much of a word must be that of another, from 0 to 1. What libpq and others know besides is
/// less like these: `sslpassword`, `sslcrl`.
const LIKENESS: f32 = 0.85;

/// Refuses a key that is nearly one of those that sqlx reads.
///
/// # Errors
/// A usage error with the one that is meant.
pub(super) fn refuse_misspelt(engine: Engine, keys: impl Iterator<Item = String>) -> Result<()> {
    let known = match engine {
        Engine::Mysql => &OF_MYSQL[..],
        _ => &OF_POSTGRES[..],
    };
    for key in keys {
        if known.contains(&key.as_str()) || key.starts_with("options[") {
            continue;
        }
        let plain = |key: &str| key.to_ascii_lowercase().replace('_', "-");
        let same = known.iter().find(|other| plain(other) == plain(&key));
        let near = || {
            similar::get_close_matches(&*key, known, 1, LIKENESS)
                .into_iter()
                .next()
        };
        if let Some(meant) = same.copied().or_else(near) {
            return Err(Error::usage(format!(
                "sqlx would pass over `{key}` in the {} URL",
                engine.title()
            ))
            .hint(format!("did you mean `{meant}`?")));
        }
    }
    Ok(())
}
