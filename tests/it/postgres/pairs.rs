//! Pairs of schemas on PostgreSQL, see [`crate::case`]. A folder may also have
//!
//! - `online`, empty: it is drafted as with `--online`;
//! - `from`, the first major version of PostgreSQL that can do it;
//! - `needs`, what not every build of the server has: `extension` with a name, or `collation
//!   provider icu`. Where the server lacks it the case is left out, and that is told
//!   ([`left_out`]); never on PostgreSQL 15, which must have it.
//!
//! The drafts are held to the letter against PostgreSQL 15, whose own way of writing expressions
//! they repeat; elsewhere it counts what they do.
//!
//! The judge is `pg_dump`, which shares no code with what is tested.

mod dump;
mod state;

use super::server::{Client, Database, server};
use crate::case::{Bench, Case, Outcome, State, check, each, is_outside, left_out};
use cargo_migrate::dialect::postgres::engine::Postgres;
use cargo_migrate::dialect::{Dialect, Form};
use cargo_migrate::project::{DatabaseUrl, ScratchServer};

/// The version whose way of writing is that of the files.
const WRITTEN_BY: u32 = 15;

/// Into how many tests the cases are dealt, so that none takes long.
const TESTS: usize = 4;

#[test]
fn what_is_drafted_between_two_schemas_arrives_and_keeps_rows() {
    check_every(0);
}

#[test]
fn what_is_drafted_between_two_more_schemas_arrives_and_keeps_rows() {
    check_every(1);
}

#[test]
fn what_is_drafted_between_yet_two_more_schemas_arrives_and_keeps_rows() {
    check_every(2);
}

#[test]
fn what_is_drafted_between_the_last_schemas_arrives_and_keeps_rows() {
    check_every(3);
}

/// Checks every fourth case, from this one on.
fn check_every(first: usize) {
    each("tests/it/postgres/pairs", (first, TESTS), |folder| {
        let case = Case::read(folder, &["online", "from", "needs"])?;
        let major = server().major();
        let from = case.expected("from").and_then(|first| first.parse().ok());
        if let Some(first) = from.filter(|first| major < *first) {
            return left_out(folder, &format!("it is for PostgreSQL {first} and newer"));
        }
        if let Some(needed) = case.expected("needs")
            && !has(&needed)?
        {
            let lacks = format!("this server has no {needed}");
            return match major {
                WRITTEN_BY => Err(lacks),
                _ => left_out(folder, &lacks),
            };
        }
        let form = match case.has("online") {
            true => Form::Online,
            false => Form::Fast,
        };
        let to_the_letter = major == WRITTEN_BY || case.has("from");
        check(&case, form, to_the_letter, &|| Box::new(Place::new()))
    });
}

/// Whether the server has what not every build of it has.
fn has(needed: &str) -> Outcome<bool> {
    let query = match needed.strip_prefix("extension ") {
        Some(name) => format!("SELECT name FROM pg_available_extensions WHERE name = '{name}'"),
        None if needed == "collation provider icu" => {
            // Imported from the library; `unicode` is there without it.
            "SELECT collname FROM pg_collation WHERE collname = 'en-x-icu'".to_owned()
        }
        None => return Err(format!("needs: `{needed}` is nothing that is known")),
    };
    Ok(!server().client().rows(&query).is_empty())
}

/// A database of a case.
struct Place {
    // Closed before the database is dropped.
    client: Client,
    database: Database,
}

impl Place {
    fn new() -> Self {
        let database = server().database();
        Self {
            client: database.client(),
            database,
        }
    }
}

impl Bench for Place {
    fn url(&self) -> String {
        self.database.url()
    }

    fn dialect(&self, url: DatabaseUrl) -> Box<dyn Dialect> {
        Box::new(Postgres::new(Some(url), ScratchServer::Development))
    }

    fn run(&mut self, sql: &str) -> Outcome {
        self.client.try_run(sql).map_err(|cause| plain(&cause))
    }

    /// As one message, within a transaction unless it says otherwise.
    fn run_script(&mut self, script: &str) -> Outcome {
        if is_outside(script) {
            return self.run(script);
        }
        let done = self.run("BEGIN").and_then(|()| self.run(script));
        done.and_then(|()| self.run("COMMIT")).inspect_err(|_| {
            let _ = self.run("ROLLBACK");
        })
    }

    fn dump(&mut self) -> Outcome<Vec<String>> {
        dump::of(&self.database)
    }

    fn judge(&self) -> &'static str {
        "pg_dump"
    }

    fn state(&mut self) -> Outcome<State> {
        state::of(&mut self.client)
    }

    fn is_all_or_nothing(&self) -> bool {
        true
    }
}

/// What PostgreSQL says, without the place in its own source that sqlx adds.
fn plain(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => {
            let detail = error
                .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
                .and_then(|error| error.detail());
            match detail {
                Some(detail) => format!("{} ({detail})", error.message()),
                None => error.message().to_owned(),
            }
        }
        None => error.to_string(),
    }
}
