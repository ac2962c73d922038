//! A throwaway cluster from the installed server programs.
//!
//! `programs` finds them, `initialise` makes its data; all else is as with every engine, see
//! `dialect::throwaway`.

mod initialise;
mod programs;

pub use programs::Programs;

use crate::dialect::throwaway::Running;
use crate::error::Result;
use crate::project::DatabaseUrl;
use std::path::Path;
use std::time::Duration;

/// The database that is always there.
const MAINTENANCE: &str = "postgres";

/// A running server of its own, that ends with this value, or with the process.
pub struct Cluster {
    server: Running,
    url: DatabaseUrl,
}

impl Cluster {
    /// Starts one from the installed programs.
    ///
    /// # Errors
    /// A usage error where no programs are found, failed where they don't work; both say what to
    /// install.
    pub fn start() -> Result<Self> {
        Self::start_programs(&Self::programs()?)
    }

    /// Starts one from the programs in this folder.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with(bin: &Path) -> Result<Self> {
        Self::start_programs(&Programs::in_folder(bin)?)
    }

    /// The installed programs.
    ///
    /// # Errors
    /// A usage error that says where they were looked for.
    pub fn programs() -> Result<Programs> {
        Programs::find()
    }

    /// Starts one from these programs.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_programs(programs: &Programs) -> Result<Self> {
        let server = Running::start(programs)?;
        let url = DatabaseUrl::parse(&format!(
            "postgres://postgres@localhost:5432/{MAINTENANCE}?host={}&sslmode=disable",
            server.folder().display()
        ))?;
        Ok(Self { server, url })
    }

    /// The URL of a database on it, which need not be there; `postgres` is.
    pub fn url(&self, database: &str) -> DatabaseUrl {
        self.url.with_database(database)
    }

    /// The version of its programs: `15.4`.
    pub fn version(&self) -> &str {
        self.server.version()
    }

    /// How long the start took.
    pub fn took(&self) -> Duration {
        self.server.took()
    }
}

#[cfg(test)]
mod tests;
