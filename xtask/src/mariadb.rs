//! The server programs of MariaDB that the tests run: those of this machine.

use crate::packages::apt;
use anyhow::Result;
use cargo_migrate::dialect::mysql::cluster::Cluster;

/// Whether server programs are found on this machine.
pub(crate) fn is_there() -> bool {
    Cluster::programs().is_ok()
}

/// Installs Debian's server programs and clients. The package `mariadb-server` would start a
/// server; these are what it is made of.
///
/// # Errors
/// Where the packages can't be installed.
pub(crate) fn install() -> Result<()> {
    apt(&["install", "mariadb-server-core", "mariadb-client"])
}
