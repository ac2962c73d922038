//! Fills a development database with made-up rows.
//!
//! The same call on the same database always makes the same rows: the numbers
//! that choose come from a generator with a fixed seed, and no row holds the
//! time of the call.

use std::process::ExitCode;

use clap::Parser;
use forge::database::{self, Expect};
use forge::{DatabaseArgs, Result};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

mod random;
mod rows;
mod table;
mod words;

use rows::Ids;

/// Fills a development database that is up to date with made-up rows.
///
/// What is there already stays, and a second call adds as much again. No
/// account it makes has a password that anybody could type.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How many comments to make; of all else there are accordingly many
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(i64).range(1..=10_000_000))]
    rows: i64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    forge::finish(run().await)
}

async fn run() -> Result<()> {
    forge::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url, Expect::UpToDate).await?;

    let mut transaction = connection.begin().await?;
    database::add_permissions(&mut transaction).await?;
    add_settings(&mut transaction).await?;
    let ids = Ids::after_those_of(&mut transaction, args.rows).await?;
    let mut total = 0;
    for table in rows::all(&ids) {
        println!("{:>8} {}", table.rows.len(), table.name);
        total += table.rows.len();
        table.insert(&mut transaction).await?;
    }
    transaction.commit().await?;
    println!("{total:>8} rows in all");
    Ok(())
}

/// Adds the settings that are not there yet.
async fn add_settings(connection: &mut SqliteConnection) -> Result<()> {
    for (key, value) in [
        ("repositories_folder", "repos"),
        ("public_access", "true"),
        ("banner", ""),
        ("title", "Schmiede – 鍛冶屋"),
    ] {
        sqlx::query("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(value)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
