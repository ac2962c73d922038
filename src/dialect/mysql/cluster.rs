//! A throwaway server from the installed programs.
//!
//! `programs` finds them, `initialise` makes its data; all else is as with every engine, see
//! `dialect::throwaway`.

mod initialise;
mod programs;
#[cfg(test)]
mod tests;

pub use programs::Programs;

use crate::dialect::throwaway::Running;
use crate::error::Result;
use crate::project::DatabaseUrl;
use std::path::Path;
use std::time::Duration;

/// A running server of its own, that ends with this value, or with the process.
pub struct Cluster {
    server: Running,
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
        Ok(Self { server })
    }

    /// The URL of a database on it, which need not be there; `mysql` is.
    ///
    /// # Errors
    /// None that a folder of this tool could cause.
    pub fn url(&self, database: &str) -> Result<DatabaseUrl> {
        let url = DatabaseUrl::parse(&format!(
            "mysql://root@localhost/mysql?socket={}/{}&ssl-mode=disabled",
            self.server.folder().display(),
            initialise::SOCKET
        ))?;
        Ok(url.with_database(database))
    }

    /// The version of its programs: `10.11.6-MariaDB`.
    pub fn version(&self) -> &str {
        self.server.version()
    }

    /// How long the start took.
    pub fn took(&self) -> Duration {
        self.server.took()
    }
}
