//! `cargo xtask ci`: what must hold before a change is merged, each step with its time.

use crate::postgres;
use crate::process::{self, cargo};
use crate::tidy;
use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The newest version of PostgreSQL, beside the one that the machine has.
const NEWEST: u32 = 18;

/// The fuzz samples, always of the same seeds: some seconds' worth on SQLite, up to a minute's on
/// each server, of which a slow machine tries fewer.
const SAMPLES: [&[&str]; 3] = [
    &["--engine", "sqlite", "--seeds", "300"],
    &["--engine", "postgres", "--seeds", "300", "--seconds", "50"],
    &["--engine", "mysql", "--seeds", "300", "--seconds", "50"],
];

type Step = (&'static str, fn() -> Result<()>);

// The steps that fail soonest come first. Clippy and the docs share one build of the dependencies,
// the tests and the fuzz sample the other.
const STEPS: &[Step] = &[
    ("format", format),
    ("tidy", tidy::run),
    ("lints", lints),
    ("docs", docs),
    ("tests", tests),
    ("newest PostgreSQL", newest),
    ("own migrations", own_migrations),
    ("fuzz sample", fuzz),
];

pub(crate) fn run() -> Result<()> {
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (name, step) in STEPS {
        println!("== {name}");
        let began = Instant::now();
        let outcome = step();
        times.push((name, began.elapsed()));
        if outcome.is_err() {
            tell(&times);
        }
        outcome.with_context(|| format!("step `{name}`"))?;
    }
    tell(&times);
    Ok(())
}

fn tell(times: &[(&str, Duration)]) {
    println!("== times");
    for (name, time) in times {
        println!("{:>8.1} s  {name}", time.as_secs_f64());
    }
}

fn format() -> Result<()> {
    process::run(cargo().args(["fmt", "--all", "--", "--check"]))
}

fn lints() -> Result<()> {
    process::run(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn docs() -> Result<()> {
    process::run(cargo().env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--workspace",
        "--no-deps",
    ]))
}

/// The very command that the README names.
fn tests() -> Result<()> {
    process::run(cargo().args(["xtask", "test"]))
}

/// The tests of PostgreSQL on its newest version, where a registry has it: that one can't be
/// reached is nothing that a change is to blame for.
fn newest() -> Result<()> {
    match postgres::version(NEWEST) {
        Ok(_) => {
            let version = NEWEST.to_string();
            process::run(cargo().args(["xtask", "test", "--pg", &version]))
        }
        Err(why) => {
            println!("skipped: {why:#}");
            Ok(())
        }
    }
}

/// This repository is a project of its own tool: its journal's schema and migrations agree.
fn own_migrations() -> Result<()> {
    process::run(cargo().args(["run", "--quiet", "--bin", "cargo-migrate", "--", "check"]))
}

fn fuzz() -> Result<()> {
    for sample in SAMPLES {
        println!("$ cargo xtask fuzz {}", sample.join(" "));
        let arguments: Vec<String> = sample.iter().map(ToString::to_string).collect();
        if xtask::fuzz::command(&arguments)? != ExitCode::SUCCESS {
            bail!("a law does not hold");
        }
    }
    Ok(())
}
