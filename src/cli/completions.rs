//! `cargo migrate completions`

use super::DONE;
use super::shell::Shell;
use crate::error::Result;
use clap::Args;
use clap_complete::Shell as Kind;

/// Print completions for a shell
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Kind,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    let mut command = super::command()
        .name("cargo-migrate")
        .bin_name("cargo-migrate");
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "cargo-migrate", &mut text);
    shell.terminal.data(String::from_utf8_lossy(&text));
    Ok(DONE)
}
