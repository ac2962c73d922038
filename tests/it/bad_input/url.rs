//! Database URLs, and what they lead to.

use super::{Base, Case, case};

/// A case about one value of `DATABASE_URL`, met by `current`.
macro_rules! url {
    ($name:literal, $url:expr, $code:literal, $cause:literal, $way_out:literal) => {
        case($name, &["current"])
            .on(Base::Rows)
            .given(|project| project.set_url($url))
            .fails($code, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = forms();
    cases.extend(places());
    cases
}

fn forms() -> Vec<Case> {
    vec![
        url!(
            "not set",
            None,
            2,
            "DATABASE_URL is not set",
            "export DATABASE_URL"
        ),
        url!(
            "empty",
            Some(""),
            2,
            "the database URL is empty",
            "sqlite:dev.db"
        ),
        url!(
            "spaces",
            Some("  "),
            2,
            "the database URL is empty",
            "sqlite:dev.db"
        ),
        url!("no scheme", Some("dev.db"), 2, "no scheme", "sqlite:dev.db"),
        url!(
            "a path",
            Some("/srv/dev.db"),
            2,
            "no scheme",
            "sqlite:dev.db"
        ),
        url!(
            "a scheme nearly right",
            Some("sqlite3:dev.db"),
            2,
            "`sqlite3:`",
            "did you mean `sqlite:`?"
        ),
        url!(
            "a scheme of another library",
            Some("mysql2://localhost/shop"),
            2,
            "`mysql2:`",
            "did you mean `mysql://`?"
        ),
        url!(
            "a scheme of nobody",
            Some("oracle://localhost/shop"),
            2,
            "`oracle:`",
            "sqlite:dev.db"
        ),
        url!(
            "a second scheme",
            Some("sqlite:file:dev.db"),
            2,
            "second scheme",
            "sqlite:dev.db"
        ),
        url!(
            "a percent sign by itself",
            Some("sqlite:100%.db"),
            2,
            "`%`",
            "%25"
        ),
        url!(
            "a percent sign with no UTF-8",
            Some("sqlite:%ff.db"),
            2,
            "`%`",
            "%25"
        ),
        url!(
            "a control character",
            Some("sqlite:a\u{1}b.db"),
            2,
            "control character",
            "sqlite:dev.db"
        ),
        url!(
            "no file",
            Some("sqlite:"),
            2,
            "names no file",
            "sqlite:dev.db"
        ),
        url!(
            "no file behind slashes",
            Some("sqlite://"),
            2,
            "names no file",
            "sqlite:dev.db"
        ),
        url!(
            "an unknown parameter",
            Some("sqlite:dev.db?timeout=5"),
            2,
            "`timeout`",
            "mode, cache"
        ),
        url!(
            "a mode that is none",
            Some("sqlite:dev.db?mode=fast"),
            2,
            "`fast`",
            "rwc"
        ),
        url!(
            "no name of a database",
            Some("mysql://localhost"),
            2,
            "names no database",
            "/NAME"
        ),
        url!(
            "a port beyond all",
            Some("postgres://localhost:99999/shop"),
            2,
            "`99999`",
            "65535"
        ),
        url!(
            "an IPv6 address without brackets",
            Some("postgres://::1/shop"),
            2,
            "no brackets",
            "[::1]"
        ),
        url!(
            "an IPv6 address that is none",
            Some("postgres://[::zz]/shop"),
            2,
            "no IPv6 address",
            "[::1]"
        ),
        url!(
            "a password with a hash",
            Some("postgres://doe:a#b@localhost/shop"),
            2,
            "must be encoded",
            "%23"
        ),
        url!(
            "a password with a slash",
            Some("mysql://doe:a/b@localhost/shop"),
            2,
            "must be encoded",
            "%2F"
        ),
        url!(
            "no slashes",
            Some("postgres:shop"),
            2,
            "`//` is missing",
            "postgres://"
        ),
        #[cfg(unix)]
        case("not UTF-8", &["current"])
            .on(Base::Rows)
            .with(|command| {
                use std::os::unix::ffi::OsStrExt;
                command.env(
                    "DATABASE_URL",
                    std::ffi::OsStr::from_bytes(b"sqlite:caf\xe9.db"),
                );
            })
            .fails(2, "not UTF-8", "export DATABASE_URL"),
        case("a flag that is empty", &["current", "--database-url", ""])
            .on(Base::Rows)
            .fails(2, "URL is empty", "sqlite:dev.db"),
    ]
}

fn places() -> Vec<Case> {
    vec![
        url!(
            "a file that is not there",
            Some("sqlite:missing.db"),
            2,
            "there is no database",
            "cargo migrate upgrade"
        ),
        url!(
            "a folder",
            Some("sqlite:src"),
            2,
            "is a folder",
            "DATABASE_URL"
        ),
        url!(
            "a file in the place of a folder",
            Some("sqlite:schema.sql/dev.db"),
            2,
            "schema.sql/dev.db",
            "DATABASE_URL"
        ),
        url!(
            "a database in memory",
            Some("sqlite::memory:"),
            2,
            "in memory",
            "sqlite:dev.db"
        ),
        url!(
            "a database in memory by its mode",
            Some("sqlite:dev.db?mode=memory"),
            2,
            "in memory",
            "sqlite:dev.db"
        ),
        case("an upgrade in memory", &["upgrade"])
            .given(|project| project.set_url(Some("sqlite::memory:")))
            .fails(2, "in memory", "sqlite:dev.db"),
        case("a folder that is not there", &["upgrade"])
            .given(|project| project.set_url(Some("sqlite:nowhere/dev.db")))
            .fails(2, "nowhere", "mkdir -p"),
        case("a folder in the place of a database", &["upgrade"])
            .given(|project| project.set_url(Some("sqlite:src")))
            .fails(2, "is a folder", "DATABASE_URL"),
        case("a text", &["current"])
            .given(|project| {
                project.write(
                    "dev.db",
                    "This is a text that is no database, and long enough to be one if it were.\n"
                        .repeat(40),
                );
            })
            .fails(4, "is not a SQLite database", "DATABASE_URL"),
        case("an encrypted database", &["upgrade"])
            .given(|project| {
                let noise: Vec<u8> = (0..8192u32)
                    .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
                    .collect();
                project.write("dev.db", noise);
            })
            .fails(4, "encrypted", "DATABASE_URL"),
        case("half a database", &["current"])
            .on(Base::Rows)
            .given(|project| {
                let bytes = std::fs::read(project.root().join("dev.db")).unwrap();
                project.write("dev.db", &bytes[..bytes.len() / 2]);
            })
            .fails(4, "malformed", "cargo migrate restore"),
        case("a database opened for reading only", &["upgrade"])
            .on(Base::Rows)
            .given(|project| {
                project.migration(
                    "20260303000000_third",
                    "CREATE TABLE third (id INTEGER);\n",
                    "DROP TABLE third;\n",
                );
                project.set_url(Some("sqlite:dev.db?mode=ro"));
            })
            .fails(2, "mode=ro", "mode=rw"),
        case("a database that never changes", &["upgrade"])
            .on(Base::Rows)
            .given(|project| {
                project.migration(
                    "20260303000000_third",
                    "CREATE TABLE third (id INTEGER);\n",
                    "DROP TABLE third;\n",
                );
                project.set_url(Some("sqlite:dev.db?immutable=1"));
            })
            .fails(2, "immutable=1", "sqlite:dev.db"),
        case("a server that is not there", &["upgrade", "--yes"])
            .given(|project| project.set_url(Some("mysql://127.0.0.1:1/shop")))
            .fails(2, "no server", "mariadb-admin"),
    ]
}
