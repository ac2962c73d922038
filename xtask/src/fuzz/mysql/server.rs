//! The server on which schemas are built, and databases on it.

use crate::fuzz::refusal::Refusal;
use crate::fuzz::settle::Site;
use cargo_migrate::dialect::mysql::connect::Connection;
use cargo_migrate::project::DatabaseUrl;

/// A database that is made anew for each schema.
pub(super) struct Database {
    url: DatabaseUrl,
    connection: Connection,
}

impl Database {
    /// The database of this URL, which is made.
    ///
    /// # Errors
    /// Where the server does not answer.
    pub(super) fn new(url: &DatabaseUrl) -> anyhow::Result<Self> {
        let failed = |error: cargo_migrate::Error| anyhow::anyhow!("{error}");
        let mut admin = Connection::open(&url.with_database("")).map_err(failed)?;
        let name = url.database_name();
        admin.execute(&format!(
            "DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}`"
        ))?;
        Ok(Self {
            url: url.clone(),
            connection: Connection::open(url).map_err(failed)?,
        })
    }

    /// Its name.
    pub(super) fn name(&self) -> String {
        self.url.database_name()
    }

    /// Its connection.
    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The rows of all queries in a text, their values as text, NULL as an empty one.
    pub(super) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, Refusal> {
        if sql.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self
            .connection
            .query(sql)
            .map_err(|cause| Refusal::of(&cause))?;
        let texts = answers.iter().map(|answer| {
            let columns = 0..answer.width();
            columns.map(|at| answer.text(at).to_owned()).collect()
        });
        Ok(texts.collect())
    }

    /// Runs a script as sqlx would: in one message, on a session of its own.
    pub(super) fn run(&mut self, script: &str) -> Result<(), Refusal> {
        let mut session =
            Connection::open(&self.url).map_err(|error| Refusal::text(error.to_string()))?;
        session.execute(script).map_err(|cause| Refusal::of(&cause))
    }
}

impl Site for Database {
    fn reset(&mut self) -> Result<(), Refusal> {
        let name = self.name();
        self.execute(&format!(
            "SET foreign_key_checks = 0; DROP DATABASE IF EXISTS `{name}`; SET foreign_key_checks = 1; CREATE DATABASE `{name}`; USE `{name}`"
        ))
    }

    fn execute(&mut self, sql: &str) -> Result<(), Refusal> {
        if sql.is_empty() {
            return Ok(());
        }
        self.connection
            .execute(sql)
            .map_err(|cause| Refusal::of(&cause))
    }
}
