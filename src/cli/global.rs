//! Arguments that every subcommand takes.

use crate::project::{Engine, Options};
use crate::report::{Format, Terminal};
use clap::{Args, ColorChoice, ValueEnum};
use std::path::PathBuf;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum OutputFormat {
    /// For people.
    #[default]
    Human,
    /// SQL (diff).
    Sql,
    /// JSON.
    Json,
    /// GitHub's workflow commands (check).
    Github,
}

/// Arguments that every subcommand takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Path to Cargo.toml
    #[arg(long, global = true, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// The package of the workspace
    #[arg(short, long, global = true, value_name = "SPEC")]
    pub package: Option<String>,
    /// The database, where the configuration names several
    #[arg(long, global = true, value_name = "NAME")]
    pub database: Option<String>,
    /// Another file to read the configuration from
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The development database [default: DATABASE_URL, from the environment or .env]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// The migrations folder [default: migrations]
    #[arg(long, global = true, value_name = "DIR")]
    pub migrations: Option<PathBuf>,
    /// The engine, where no URL says it
    #[arg(long, global = true, value_name = "ENGINE", value_parser = engine)]
    pub engine: Option<Engine>,
    /// Print every SQL statement with its time
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print nothing but errors and data
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Colour: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", hide_possible_values = true)]
    pub color: Option<ColorChoice>,
    /// How results are printed: human, json, github (check), sql (diff)
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: OutputFormat,
    /// Answer yes to every question that may be answered in advance
    #[arg(short, long, global = true)]
    pub yes: bool,
}

fn engine(text: &str) -> Result<Engine, String> {
    text.parse::<Engine>()
        .map_err(|_| "an engine is sqlite, postgres or mysql".to_owned())
}

impl Global {
    /// The terminal as these arguments want it.
    pub fn terminal(&self) -> Terminal {
        let format = match self.format {
            OutputFormat::Human | OutputFormat::Sql => Format::Human,
            OutputFormat::Json => Format::Json,
            OutputFormat::Github => Format::Github,
        };
        Terminal::new(format, self.color, self.quiet, self.verbose)
    }

    /// What finding the project needs.
    pub fn options(&self, directory: PathBuf) -> Options {
        Options {
            manifest_path: self.manifest_path.clone(),
            package: self.package.clone(),
            database: self.database.clone(),
            config: self.config.clone(),
            database_url: self.database_url.clone(),
            migrations: self.migrations.clone(),
            engine: self.engine,
            directory,
        }
    }
}
