//! Bad input, case by case: each answer names the cause and the way out, exits with the right
//! code, shows no password, and nothing was written, neither to files nor to the database.
//!
//! `BAD_INPUT=` with a part of a name picks some of them.

mod data;
mod scripts;
mod servers;

use super::project::PgProject;
use super::server::{Server, server};
use crate::output::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// How long an answer may take; one that waits or loops for ever is cut off.
const LONGEST: Duration = Duration::from_secs(60);

/// A password that must be in no output.
const CANARY: &str = "s3cr3t-c4n4ry";

/// One bad input to the shop with rows, and the answer it must get.
struct Case {
    name: &'static str,
    given: fn(&mut PgProject),
    arguments: &'static [&'static str],
    with: fn(&mut std::process::Command),
    code: i32,
    cause: &'static str,
    way_out: &'static str,
}

/// A case that calls the binary with these arguments.
fn case(name: &'static str, arguments: &'static [&'static str]) -> Case {
    Case {
        name,
        given: |_| {},
        arguments,
        with: |_| {},
        code: 2,
        cause: "",
        way_out: "",
    }
}

/// A case about a third migration, met by `upgrade`.
macro_rules! script {
    ($name:literal, $script:expr, $cause:literal, $way_out:literal) => {
        $crate::postgres::bad_input::case($name, &["upgrade", "--yes"])
            .given(|project| project.migration("20260303000000_third", $script, "SELECT 1;\n"))
            .fails(4, $cause, $way_out)
    };
}
use script;

impl Case {
    fn given(mut self, given: fn(&mut PgProject)) -> Self {
        self.given = given;
        self
    }

    fn with(mut self, with: fn(&mut std::process::Command)) -> Self {
        self.with = with;
        self
    }

    /// The exit code, a text that names the cause, and one that names the way out.
    fn fails(mut self, code: i32, cause: &'static str, way_out: &'static str) -> Self {
        (self.code, self.cause, self.way_out) = (code, cause, way_out);
        self
    }

    fn problems(&self) -> Vec<String> {
        let mut project = PgProject::shop_with_rows();
        (self.given)(&mut project);
        let before = (project.tree(), contents(&project));
        let mut command = project.command(self.arguments);
        (self.with)(&mut command);
        let Some(output) = project.finish_within(&mut command, LONGEST) else {
            return vec![format!("no answer within {LONGEST:?}")];
        };
        let mut problems = self.wrong_in(&output);
        let mut after = project.tree();
        after.retain(|path, _| !path.ends_with("scratch.lock"));
        let keys = before.0.keys().chain(after.keys());
        let changed: Vec<_> = keys
            .filter(|path| before.0.get(*path) != after.get(*path))
            .collect();
        if !changed.is_empty() {
            problems.push(format!("something was written: {changed:?}"));
        }
        let after = contents(&project);
        if before.1 != after {
            problems.push(format!("the database changed: {after:?}"));
        }
        if !project.leftovers().is_empty() {
            problems.push(format!(
                "temporary files are left: {:?}",
                project.leftovers()
            ));
        }
        if !problems.is_empty() {
            problems.push(output.screen());
        }
        problems
    }

    fn wrong_in(&self, output: &Output) -> Vec<String> {
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
                problems.push(format!("the answer says `{text}`"));
            }
        }
        for (what, text) in [("cause", self.cause), ("way out", self.way_out)] {
            if !all.contains(text) {
                problems.push(format!("the {what} `{text}` is not named"));
            }
        }
        problems
    }
}

/// What the database of the project holds, by way of the superuser.
fn contents(project: &PgProject) -> Vec<String> {
    let mut client = project.client();
    let mut all = client.rows(
        "SELECT relname, relkind, attname, format_type(atttypid, atttypmod)
           FROM pg_class c LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
          WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 3",
    );
    for table in ["customers", "orders"] {
        let rows = format!("SELECT * FROM {table} ORDER BY 1");
        all.extend(client.try_rows(&rows).unwrap_or_default());
    }
    all.extend(client.rows("SELECT version, success FROM _sqlx_migrations ORDER BY 1"));
    all
}

/// A server that wants passwords of everybody but its superuser.
fn with_passwords() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = Server::start();
        let mut client = server.client();
        let file = &client.rows("SHOW hba_file")[0];
        client.run(&format!(
            "CREATE TEMPORARY TABLE lines (line text);
             INSERT INTO lines VALUES ('local all postgres trust'), ('local all all scram-sha-256');
             COPY lines TO '{file}';
             SELECT pg_reload_conf()"
        ));
        // A message of several statements is a transaction, in which no database can be made.
        client.run("CREATE DATABASE shop");
        server
    })
}

#[test]
fn every_bad_input_gets_its_cause_its_way_out_and_nothing_written() {
    let only = std::env::var("BAD_INPUT").unwrap_or_default();
    let cases: Vec<Case> = [servers::cases(), scripts::cases(), data::cases()]
        .into_iter()
        .flatten()
        .filter(|case| case.name.contains(&only))
        .collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let problems = case.problems();
                    if !problems.is_empty() {
                        let failure = format!("{}\n    {}", case.name, problems.join("\n    "));
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail:\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
    assert!(server().major() >= 13);
}
