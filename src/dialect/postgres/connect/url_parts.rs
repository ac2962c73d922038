//! What is wrong with a part of a database URL, before anything connects.

use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use sqlx::postgres::PgSslMode;
use std::path::Path;

/// The parameters that name files for TLS, by all names that sqlx takes.
const ROOT: [&str; 3] = ["sslrootcert", "ssl-root-cert", "ssl-ca"];
const OWN: [[&str; 2]; 2] = [["sslcert", "ssl-cert"], ["sslkey", "ssl-key"]];

/// How a certificate begins that stands in the URL itself.
const INLINE: &str = "-----BEGIN";

/// The error for a URL that sqlx does not take.
pub(super) fn refused(url: &DatabaseUrl, cause: &sqlx::Error) -> Error {
    let said = match cause {
        sqlx::Error::Configuration(cause) => cause.to_string(),
        other => other.to_string(),
    };
    let said = said.trim_start_matches("error with configuration: ");
    let error = Error::usage(url.redact_message(&format!("the database URL: {said}")));
    if said.contains("ssl_mode") {
        return error
            .hint("sslmode is one of disable, allow, prefer, require, verify-ca and verify-full");
    }
    if said.contains("empty host") {
        // libpq takes such a URL, and sqlx does not.
        return error.hint("postgres://USER@localhost/NAME?host=/FOLDER names a socket");
    }
    error
}

/// Refuses a URL that names files for TLS which are not there, where TLS will look for them: sqlx
/// would say no more than that the system found no file.
pub(super) fn refuse_missing_files(url: &DatabaseUrl, mode: PgSslMode) -> Result<()> {
    let verifies = matches!(mode, PgSslMode::VerifyCa | PgSslMode::VerifyFull);
    let demands = verifies || matches!(mode, PgSslMode::Require);
    let mut wanted: Vec<&[&str]> = Vec::new();
    if verifies {
        wanted.push(&ROOT);
    }
    if demands {
        wanted.extend(OWN.iter().map(|names| &names[..]));
    }
    for names in wanted {
        let Some(file) = url.parameter(names) else {
            continue;
        };
        if !file.starts_with(INLINE) && !Path::new(&file).is_file() {
            return Err(
                Error::usage(url.redact_message(&format!("there is no file {file}")))
                    .hint(format!("{}= in the database URL names it", names[0])),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn files_are_looked_for_where_tls_will_read_them() {
        let cases = [
            ("sslrootcert=/nowhere.pem", PgSslMode::VerifyCa, false),
            ("ssl-ca=/nowhere.pem", PgSslMode::VerifyFull, false),
            ("sslrootcert=/nowhere.pem", PgSslMode::Require, true),
            ("sslcert=/nowhere.pem", PgSslMode::Require, false),
            ("sslcert=/nowhere.pem", PgSslMode::Prefer, true),
            ("sslkey=/nowhere.pem", PgSslMode::VerifyFull, false),
            (
                "sslrootcert=-----BEGIN%20CERTIFICATE-----",
                PgSslMode::VerifyFull,
                true,
            ),
            ("sslrootcert=/", PgSslMode::VerifyFull, false),
            ("application_name=x", PgSslMode::VerifyFull, true),
        ];
        for (parameter, mode, taken) in cases {
            let url = DatabaseUrl::parse(&format!("postgres://doe@h/shop?{parameter}")).unwrap();
            let outcome = refuse_missing_files(&url, mode);
            assert_eq!(outcome.is_ok(), taken, "{parameter} {outcome:?}");
        }
    }
}
