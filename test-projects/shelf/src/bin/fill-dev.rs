//! Fills a development database with made-up rows.

use clap::Parser;
use shelf::{DatabaseArgs, Result, database};
use std::process::ExitCode;

/// Fills a development database that is up to date with made-up rows.
///
/// What is there already stays, and a second call adds as much again.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How many members to make, each with 52 visits, 20 loans and 4 titles to lend
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    members: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    shelf::finish(run().await)
}

async fn run() -> Result<()> {
    shelf::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url).await?;
    database::fill(&mut connection, args.members).await?;
    println!("{} members more", args.members);
    Ok(())
}
