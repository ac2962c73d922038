//! Servers that are not there, that let nobody in, or that allow too little.

use super::super::neighbours::as_user;
use super::super::project::PgProject;
use super::super::server::with_database;
use super::{CANARY, Case, case, with_passwords};

/// A case about one value of `DATABASE_URL`, met by `current`.
macro_rules! url {
    ($name:literal, $url:expr, $code:literal, $cause:literal, $way_out:literal) => {
        case($name, &["current"])
            .given(|project| {
                let url: fn(&PgProject) -> String = $url;
                let url = url(project);
                project.set_url(Some(&url));
            })
            .fails($code, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = absent();
    cases.extend(refusing());
    cases.extend(narrow());
    cases
}

/// With a parameter more.
fn with(url: &str, parameter: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{parameter}")
}

fn absent() -> Vec<Case> {
    vec![
        url!(
            "nobody listens",
            |_| format!("postgres://doe:{CANARY}@127.0.0.1:1/shop"),
            2,
            "127.0.0.1:1",
            "start the server, and see that it answers: pg_isready -h 127.0.0.1 -p 1"
        ),
        url!(
            "no socket",
            |_| "postgres:///shop?host=/nowhere".to_owned(),
            2,
            "/nowhere",
            "start the server, and see that it answers: pg_isready -h /nowhere -p 5432"
        ),
        url!(
            "a host that nobody knows",
            |_| "postgres://server.invalid/shop".to_owned(),
            2,
            "server.invalid",
            "check host and port in the database URL"
        ),
        url!(
            "a database that is not there",
            |project| with_database(&project.url(), "it_nowhere"),
            2,
            "it_nowhere",
            "cargo migrate upgrade"
        ),
        case("a proof on a database that is not there", &["roundtrip"])
            .given(|project| {
                let url = with_database(&project.url(), "it_nowhere");
                project.set_url(Some(&url));
            })
            .fails(2, "it_nowhere", "cargo migrate upgrade"),
    ]
}

fn refusing() -> Vec<Case> {
    vec![
        url!(
            "a role that is not there",
            |project| as_user(&project.url(), "it_nobody", CANARY),
            2,
            "it_nobody",
            "createuser -h "
        ),
        url!(
            "a role that may not log in",
            |project| as_user(&project.url(), "it_reader", CANARY),
            2,
            "may not log in",
            "ALTER ROLE it_reader LOGIN"
        ),
        url!(
            "a wrong password",
            |_| as_user(&with_passwords().url("shop"), "it_doe", CANARY),
            2,
            "password",
            "it_doe"
        ),
        url!(
            "no password",
            |_| as_user(&with_passwords().url("shop"), "it_doe", "").replacen(":@", "@", 1),
            2,
            "password",
            "PGPASSFILE"
        ),
        url!(
            "a password file that is no file",
            |_| as_user(&with_passwords().url("shop"), "it_doe", "").replacen(":@", "@", 1),
            2,
            "password",
            "PGPASSFILE"
        )
        .with(|command| {
            command.env("PGPASSFILE", "/");
        }),
        url!(
            "a wish for TLS that is none",
            |project| with(
                &project.url().replace("sslmode=disable", "x=1"),
                "sslmode=maybe"
            ),
            2,
            "maybe",
            "verify-full"
        ),
        url!(
            "TLS wanted of a server that has none",
            |project| with(
                &project.url().replace("sslmode=disable", "x=1"),
                "sslmode=require"
            ),
            2,
            "TLS",
            "sslmode"
        ),
        url!(
            "a root certificate that is not there",
            |project| with(
                &project.url().replace("sslmode=disable", "x=1"),
                "sslmode=verify-ca&sslrootcert=/nowhere.pem"
            ),
            2,
            "/nowhere.pem",
            "sslrootcert"
        ),
        url!(
            "a setting that the server does not know",
            |project| with(&project.url(), "options=-c%20no_such_setting=1"),
            2,
            "no_such_setting",
            "options"
        ),
        case("a database that takes no connections", &["current"])
            .given(|project| {
                let name = format!("{}_closed", project.database.name);
                let mut client = super::server().client();
                client.run(&format!("CREATE DATABASE {name}"));
                client.run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
                let url = with_database(&project.url(), &name);
                project.set_url(Some(&url));
            })
            .fails(2, "accepting connections", "ALLOW_CONNECTIONS"),
    ]
}

/// The shop, as the role `it_doe`, which may read and no more.
fn as_a_reader(project: &mut PgProject) {
    project.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO it_doe");
    project.migration(
        "20260303000000_third",
        "CREATE TABLE third (id int);\n",
        "DROP TABLE third;\n",
    );
    let url = as_user(&project.url(), "it_doe", "secret");
    project.set_url(Some(&url));
}

fn narrow() -> Vec<Case> {
    vec![
        case(
            "a role that may not make databases: a proof",
            &["roundtrip"],
        )
        .given(as_a_reader)
        .fails(2, "CREATEDB", "ALTER ROLE it_doe CREATEDB"),
        case(
            "a role that may not make databases: a draft",
            &["new", "third"],
        )
        .given(as_a_reader)
        .fails(2, "CREATEDB", "scratch-server"),
        case(
            "a role that may not make databases: doctor finds it",
            &["doctor"],
        )
        .given(as_a_reader)
        .fails(1, "may not make databases", "ALTER ROLE it_doe CREATEDB"),
        case(
            "a role that may not make databases: drift that is asked for",
            &["current", "--check"],
        )
        .given(as_a_reader)
        .fails(2, "CREATEDB", "scratch-server"),
        case("a role that may not write", &["stamp", "base", "--force"])
            .given(as_a_reader)
            .fails(4, "permission denied", "_sqlx_migrations"),
        case(
            "a role that may not make a database that is not there",
            &["upgrade"],
        )
        .given(|project| {
            let url = with_database(&project.url(), "it_nowhere");
            project.set_url(Some(&as_user(&url, "it_doe", "secret")));
        })
        .fails(2, "it_nowhere", "CREATEDB"),
        case("a database that is only for reading", &["upgrade"])
            .given(|project| {
                project.migration(
                    "20260303000000_third",
                    "CREATE TABLE third (id int);\n",
                    "DROP TABLE third;\n",
                );
                project.sql(&format!(
                    "ALTER DATABASE {} SET default_transaction_read_only = on",
                    project.database.name
                ));
            })
            .fails(4, "read-only", "default_transaction_read_only"),
        case("a scratch server that is none", &["check"])
            .given(|project| {
                project.append(
                    "Cargo.toml",
                    "\n[package.metadata.migrate]\nscratch-server = \"sometimes\"\n",
                );
            })
            .fails(2, "sometimes", "throwaway"),
        case("programs that are not there", &["check"])
            .given(|project| {
                project.append(
                    "Cargo.toml",
                    "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n",
                );
            })
            .with(|command| {
                command.env("CARGO_MIGRATE_PG_BIN", "/nowhere");
            })
            .fails(2, "/nowhere", "initdb"),
    ]
}
