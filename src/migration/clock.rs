//! The time that new versions are made of, which tests and reproducible runs can fix.

use jiff::Timestamp;

use crate::{Error, Result};

/// The environment variable that fixes the clock, in RFC 3339 (`2026-11-22T10:15:00Z`).
pub const VARIABLE: &str = "CARGO_MIGRATE_NOW";

/// The present moment, or the one that `CARGO_MIGRATE_NOW` names.
///
/// # Errors
/// A usage error where the variable is set to something that is not an RFC 3339 time.
pub fn now() -> Result<Timestamp> {
    match std::env::var(VARIABLE) {
        Ok(text) => parse(&text),
        Err(std::env::VarError::NotPresent) => Ok(Timestamp::now()),
        Err(std::env::VarError::NotUnicode(_)) => Err(not_a_time("its value is not UTF-8")),
    }
}

fn parse(text: &str) -> Result<Timestamp> {
    text.trim()
        .parse()
        .map_err(|_| not_a_time(&format!("`{text}` is not an RFC 3339 time")))
}

fn not_a_time(what: &str) -> Error {
    Error::usage(format!("{VARIABLE} does not hold a time: {what}")).hint(format!(
        "write it as {VARIABLE}=2026-11-22T10:15:00Z, or unset it"
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_fixed_clock_is_read_as_rfc_3339() {
        let cases = [
            ("2026-11-22T10:15:00Z", Some(1_795_342_500)),
            ("2026-11-22T11:15:00+01:00", Some(1_795_342_500)),
            ("yesterday", None),
            ("", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(
                parse(text).ok().map(Timestamp::as_second),
                seconds,
                "{text}"
            );
        }
        let error = parse("soon").unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        assert!(error.message().contains("soon"));
    }
}
