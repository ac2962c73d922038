//! `cargo xtask`: what a developer of this project runs. One module a command.

mod bench;
mod ci;
mod demo;
mod engine;
mod man;
mod mariadb;
mod packages;
mod postgres;
mod process;
mod test;
mod tidy;
mod torture;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// What a developer of cargo-migrate runs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk the whole workflow on a copy of a test project, for real
    Demo(demo::Arguments),
    /// Run every test, after installing what they need where that is missing and may be
    Test(test::Arguments),
    /// Everything that .ci/run does: format, lints, tests, docs, a fuzz sample
    Ci,
    /// Check that documents, help and tables agree with the code, and the code with the house rules
    Tidy,
    /// Hold the laws against random schemas: --seeds N, --start S, --seed X, --jobs N
    Fuzz(Rest),
    /// Kill upgrade and downgrade at random moments
    Torture(torture::Arguments),
    /// Measure start-up, check, diff, upgrade and roundtrip on generated projects
    Bench,
    /// Write the man pages
    Man {
        /// The folder to write them into
        folder: PathBuf,
    },
}

/// Arguments that are another parser's business.
#[derive(Debug, Args)]
struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments)?,
        Command::Test(arguments) => test::run(&arguments)?,
        Command::Ci => ci::run()?,
        Command::Tidy => tidy::run()?,
        Command::Fuzz(rest) => return xtask::fuzz::command(&rest.arguments),
        Command::Torture(arguments) => torture::run(&arguments)?,
        Command::Bench => bench::run()?,
        Command::Man { folder } => man::run(&folder)?,
    }
    Ok(ExitCode::SUCCESS)
}
