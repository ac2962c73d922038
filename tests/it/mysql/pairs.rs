//! Pairs of schemas on MariaDB, see [`crate::case`].
//!
//! The judge is SHOW CREATE of every object, by a client that shares no code with what is tested.
//! The server commits after each statement, so what stops may be half-way: then no row is lost.

mod dump;
mod state;

use super::server::{Client, Database, server};
use crate::case::{Bench, Case, Outcome, State, check, each};
use cargo_migrate::dialect::mysql::engine::Mysql;
use cargo_migrate::dialect::{Dialect, Form};
use cargo_migrate::project::{DatabaseUrl, ScratchServer};

#[test]
fn what_is_drafted_between_two_schemas_arrives_and_keeps_rows() {
    each("tests/it/mysql/pairs", (0, 1), |folder| {
        let case = Case::read(folder, &[])?;
        check(&case, Form::Fast, true, &|| Box::new(Place::new()))
    });
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
        Box::new(Mysql::new(Some(url), ScratchServer::Development))
    }

    fn run(&mut self, sql: &str) -> Outcome {
        if sql.trim().is_empty() {
            return Ok(());
        }
        self.client.try_run(sql).map_err(|cause| plain(&cause))
    }

    fn run_script(&mut self, script: &str) -> Outcome {
        self.run(script)
    }

    fn dump(&mut self) -> Outcome<Vec<String>> {
        let name = &self.database.name;
        dump::of(&mut self.client, name).map_err(|cause| plain(&cause))
    }

    fn judge(&self) -> &'static str {
        "SHOW CREATE"
    }

    fn state(&mut self) -> Outcome<State> {
        state::of(&mut self.client).map_err(|cause| plain(&cause))
    }

    fn is_all_or_nothing(&self) -> bool {
        false
    }
}

fn plain(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    }
}
