//! Fills a development database with made-up rows.

use clap::Parser;
use meter::{DatabaseArgs, Result, database};
use std::process::ExitCode;

/// Fills a development database that is up to date with made-up rows.
///
/// What is there already stays, and a second call adds as much again.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How many customers to make, each with two meters and 61 readings of each
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    customers: i64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    meter::finish(run().await)
}

async fn run() -> Result<()> {
    meter::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url).await?;
    database::fill(&mut connection, args.customers).await?;
    println!("{} customers more", args.customers);
    Ok(())
}
