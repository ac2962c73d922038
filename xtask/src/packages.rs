//! Debian's packages.

use crate::process::{self, command, root};
use anyhow::Result;

/// Runs apt-get without questions.
pub(crate) fn apt(arguments: &[&str]) -> Result<()> {
    let mut apt = command("apt-get", &root());
    apt.env("DEBIAN_FRONTEND", "noninteractive")
        .args(["--yes", "--no-install-recommends"])
        .args(arguments);
    process::run(&mut apt)
}
