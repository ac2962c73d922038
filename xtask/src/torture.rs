//! `cargo xtask torture`: the tests that kill upgrades and downgrades, many times over.

use crate::process::{self, cargo};
use anyhow::Result;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many runs are killed
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: u32,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    process::run(cargo().env("KILLS", arguments.kills.to_string()).args([
        "test",
        "--release",
        "--test",
        "it",
        "kill::",
        "--",
        "--nocapture",
    ]))
}
