//! `cargo xtask man`: a man page a command, from the same source as the help.

use anyhow::{Context, Result};
use std::path::Path;

pub(crate) fn run(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("failed to make {}", folder.display()))?;
    // `man cargo-migrate-new` is what `cargo help migrate` leads to and what people type.
    let command = cargo_migrate::cli::command()
        .name("cargo-migrate")
        .bin_name("cargo-migrate");
    clap_mangen::generate_to(command, folder)
        .with_context(|| format!("failed to write man pages to {}", folder.display()))?;
    let count = std::fs::read_dir(folder)?.count();
    println!("{count} man pages in {}", folder.display());
    Ok(())
}
