//! Bad input, case by case: each answer names the cause and the way out, exits with the right
//! code, shows no password, and nothing was written, neither to files nor to the database.

use super::project::MyProject;
use super::server::{DOE, PASSWORD, as_user, with_database};
use std::time::Duration;

/// How long an answer may take; one that waits or loops for ever is cut off.
const LONGEST: Duration = Duration::from_secs(60);

/// A password that must be in no output.
const CANARY: &str = "s3cr3t-c4n4ry";

/// One bad input to the shop with rows, and the answer it must get.
struct Case {
    name: &'static str,
    given: fn(&mut MyProject),
    arguments: &'static [&'static str],
    code: i32,
    cause: &'static str,
    way_out: &'static str,
}

/// A case about one value of `DATABASE_URL`, met by `current`.
macro_rules! url {
    ($name:literal, $url:expr, $code:literal, $cause:literal, $way_out:literal) => {
        Case {
            name: $name,
            given: |project| {
                let url: fn(&MyProject) -> String = $url;
                let url = url(project);
                project.set_url(Some(&url));
            },
            arguments: &["current"],
            code: $code,
            cause: $cause,
            way_out: $way_out,
        }
    };
}

/// A case about a third migration, met by `upgrade`.
macro_rules! script {
    ($name:literal, $script:expr, $cause:literal, $way_out:literal) => {
        Case {
            name: $name,
            given: |project| project.migration("20260303000000_third", $script, "SELECT 1;\n"),
            arguments: &["upgrade", "--yes"],
            code: 4,
            cause: $cause,
            way_out: $way_out,
        }
    };
}

/// With a parameter more.
fn with(url: &str, parameter: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{parameter}")
}

/// As the user without privileges, once it may do this.
fn as_doe(project: &MyProject, privilege: &str) -> String {
    let database = project.database.name.replace('_', "\\_");
    if !privilege.is_empty() {
        super::server::server()
            .client()
            .run(&format!("GRANT {privilege} ON `{database}`.* TO {DOE}"));
    }
    as_user(&project.url(), DOE, PASSWORD)
}

fn servers() -> Vec<Case> {
    vec![
        url!(
            "nobody listens",
            |_| format!("mysql://doe:{CANARY}@127.0.0.1:1/shop"),
            2,
            "127.0.0.1:1",
            "mariadb-admin"
        ),
        url!(
            "no socket",
            |_| "mysql://doe@localhost/shop?socket=/nowhere/s.sock".to_owned(),
            2,
            "/nowhere/s.sock",
            "start the server"
        ),
        url!(
            "a host that nobody knows",
            |_| "mysql://server.invalid/shop".to_owned(),
            2,
            "server.invalid",
            "database URL"
        ),
        url!(
            "a database that is not there",
            |project| with_database(&project.url(), "it_nowhere"),
            2,
            "it_nowhere",
            "cargo migrate upgrade"
        ),
        url!(
            "a user who is not there",
            |project| as_user(&project.url(), "it_nobody", CANARY),
            2,
            "it_nobody",
            "no such user"
        ),
        url!(
            "a wrong password",
            |project| as_user(&project.url(), DOE, CANARY),
            2,
            "wrong password",
            "%40"
        ),
        url!(
            "no password",
            |project| as_user(&project.url(), DOE, ""),
            2,
            "wants a password",
            "write it into the database URL"
        ),
        url!(
            "a user who may not use the database",
            |project| as_doe(project, ""),
            2,
            "may not use the database",
            "GRANT ALL"
        ),
        url!(
            "a wish for TLS that is none",
            |project| with(
                &project.url().replace("ssl-mode=disabled", "x=1"),
                "ssl-mode=maybe"
            ),
            2,
            "maybe",
            "verify_identity"
        ),
        url!(
            "a character set that is none",
            |project| with(&project.url(), "charset=klingon"),
            2,
            "klingon",
            "charset"
        ),
        url!(
            "a time zone that is none",
            |project| with(&project.url(), "timezone=Moon/Sea"),
            2,
            "Moon/Sea",
            "timezone"
        ),
        url!(
            "a URL without a database",
            |_| "mysql://doe@localhost".to_owned(),
            2,
            "names no database",
            "mysql://user@localhost/NAME"
        ),
        Case {
            name: "the clients' delimiter",
            given: |project| {
                let up = "DELIMITER //\nCREATE PROCEDURE p() SELECT 1//\n";
                project.migration("20260303000000_third", up, "SELECT 1;\n");
            },
            arguments: &["upgrade", "--yes"],
            code: 2,
            cause: "`DELIMITER` is a command of mysql",
            way_out: "sent to the database as it is",
        },
        Case {
            name: "a user who may only read",
            given: |project| {
                let url = as_doe(project, "SELECT, SHOW VIEW, TRIGGER, EVENT");
                project.migration(
                    "20260303000000_third",
                    "CREATE TABLE t (a INT);\n",
                    "DROP TABLE t;\n",
                );
                project.set_url(Some(&url));
            },
            arguments: &["upgrade", "--yes"],
            code: 2,
            cause: "may not make databases",
            way_out: "GRANT ALL ON `cargo\\_migrate\\_%`.*",
        },
    ]
}

fn scripts() -> Vec<Case> {
    vec![
        script!(
            "a word that is none",
            "CREATE TABL t (a INT);\n",
            "syntax error",
            ":1:8"
        ),
        script!(
            "another database",
            "USE mysql;\nSELECT 1;\n",
            "another database",
            "leave USE out"
        ),
        script!(
            "a table of another database",
            "DELETE FROM mysql.db;\n",
            "names the database `mysql`",
            "leave the name out"
        ),
        script!(
            "users of the server",
            "CREATE USER it_of_script;\n",
            "changes the whole server",
            "scratch-server = \"throwaway\""
        ),
        script!(
            "a setting of the server",
            "SET GLOBAL max_connections = 7;\n",
            "changes the whole server",
            "scratch-server"
        ),
        script!(
            "its own autocommit",
            "SET autocommit = 0;\nCREATE TABLE t (a INT);\n",
            "runner's own transactions",
            "leave it out"
        ),
        script!(
            "a transaction that never ends",
            "START TRANSACTION;\nINSERT INTO customers (name) VALUES ('x');\n",
            "does not end it",
            "COMMIT"
        ),
        script!(
            "a body that never ends",
            "CREATE PROCEDURE p() BEGIN SELECT 1;\n",
            "syntax error",
            "20260303000000_third.up.sql"
        ),
        script!(
            "a quote that never ends",
            "SELECT 'x;\n",
            "syntax error",
            "third.up.sql:1"
        ),
        script!(
            "a row that is too long for the packet",
            "ALTER TABLE customers MODIFY name VARCHAR(70000);\n",
            "too big",
            "TEXT"
        ),
        script!(
            "a key that is too long",
            "CREATE TABLE t (a VARCHAR(2000) CHARACTER SET utf8mb4, PRIMARY KEY (a));\n",
            "too long",
            "name(191)"
        ),
        script!(
            "rows that refer to nothing",
            "ALTER TABLE customers ADD COLUMN of_order BIGINT NOT NULL DEFAULT 7, ADD FOREIGN KEY (of_order) REFERENCES orders (id);\n",
            "foreign key constraint fails",
            "refer to nothing"
        ),
    ]
}

/// Everything in the database.
fn contents(project: &MyProject) -> Vec<String> {
    let mut all = project.objects();
    for table in ["customers", "orders", "_sqlx_migrations"] {
        all.extend(project.rows(&format!("SELECT * FROM {table} ORDER BY 1")));
    }
    all
}

impl Case {
    fn problems(&self) -> Vec<String> {
        let mut project = MyProject::shop_with_rows();
        (self.given)(&mut project);
        let before = (project.tree(), contents(&project));
        let mut command = project.command(self.arguments);
        let Some(output) = project.finish_within(&mut command, LONGEST) else {
            return vec![format!("no answer within {LONGEST:?}")];
        };
        let all = output.all();
        let mut problems = Vec::new();
        if output.code != self.code {
            problems.push(format!("exit code {}, not {}", output.code, self.code));
        }
        for text in [
            "panicked",
            "a bug in cargo-migrate",
            "RUST_BACKTRACE",
            CANARY,
        ] {
            if all.contains(text) {
                problems.push(format!("it says {text}"));
            }
        }
        for text in [self.cause, self.way_out] {
            if !all.contains(text) {
                problems.push(format!("it does not say {text}"));
            }
        }
        let mut after = project.tree();
        after.retain(|path, _| !path.ends_with("scratch.lock"));
        if before.0 != after {
            problems.push("a file was written".to_owned());
        }
        if before.1 != contents(&project) {
            problems.push("the database changed".to_owned());
        }
        if !problems.is_empty() {
            problems.push(output.screen());
        }
        problems
    }
}

fn all_answer(cases: Vec<Case>) {
    let mut report = String::new();
    for case in cases {
        let problems = case.problems();
        if !problems.is_empty() {
            report.push_str(&format!("== {}\n{}\n", case.name, problems.join("\n")));
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn servers_that_are_not_there_or_let_nobody_in_are_named() {
    all_answer(servers());
}

#[test]
fn scripts_that_cannot_run_are_refused_at_their_place() {
    all_answer(scripts());
}
