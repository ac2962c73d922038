//! `cargo xtask test`: every test, on a machine that may lack what they need.

use crate::process::{self, answers, cargo, command, root, target};
use anyhow::{Result, bail};
use clap::Args;
use std::path::Path;

/// The projects that the tests and the README run on, each a workspace of its own.
const TEST_PROJECTS: &[&str] = &["plain", "forge", "workspace"];

#[derive(Debug, Default, Args)]
pub(crate) struct Arguments {
    /// Leave out the doc tests and the tests of test-projects/
    #[arg(long)]
    fast: bool,
    /// Handed on to cargo nextest or cargo test, as in `cargo xtask test -- rename`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let rest = &arguments.rest;
    install_what_is_missing()?;
    if answers("cargo", &["nextest", "--version"]) {
        process::run(
            cargo()
                .args(["nextest", "run", "--workspace", "--no-fail-fast"])
                .args(rest),
        )?;
    } else {
        println!("cargo-nextest is not installed: cargo test does, one test program at a time");
        process::run(
            cargo()
                .args([
                    "test",
                    "--workspace",
                    "--no-fail-fast",
                    "--lib",
                    "--bins",
                    "--tests",
                ])
                .args(rest),
        )?;
    }
    if arguments.fast {
        return Ok(());
    }
    process::run(cargo().args(["test", "--workspace", "--doc"]))?;
    for project in TEST_PROJECTS {
        test_project(&root().join("test-projects").join(project))?;
    }
    Ok(())
}

/// Their names differ, so they can share a target folder and what they have in common.
fn test_project(project: &Path) -> Result<()> {
    println!("in {}:", project.strip_prefix(root())?.display());
    let mut cargo = cargo();
    cargo
        .current_dir(project)
        .env("CARGO_TARGET_DIR", target()?.join("test-projects"))
        .args(["test", "--workspace", "--all-targets", "--locked"]);
    process::run(&mut cargo)
}

/// Git, for the hook and the checks of commits; a C compiler, for SQLite, which is built from
/// source.
fn install_what_is_missing() -> Result<()> {
    let needs = [("git", "git"), ("cc", "build-essential")];
    let missing: Vec<&str> = needs
        .iter()
        .filter(|(program, _)| !answers(program, &["--version"]))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !(is_root() && answers("apt-get", &["--version"])) {
        bail!(
            "the tests need {0}; on Debian or Ubuntu: sudo apt-get install {0}",
            missing.join(" ")
        );
    }
    process::run(command("apt-get", &root()).arg("update"))?;
    process::run(
        command("apt-get", &root())
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&missing),
    )
}

fn is_root() -> bool {
    let user = command("id", &root()).arg("-u").output();
    user.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
